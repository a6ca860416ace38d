package io.quayside.domain.booking;

import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.StoredFields;
import io.quayside.domain.Actor;
import io.quayside.domain.CommandType;
import io.quayside.domain.Context;
import io.quayside.domain.Decision;
import io.quayside.domain.EventForm;
import io.quayside.domain.EventType;
import io.quayside.domain.Viewer;
import io.quayside.domain.booking.BookingCommand.InPhase;
import io.quayside.domain.booking.BookingEvent.DocumentReminded;
import io.quayside.domain.documentation.Party;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The descriptor of the booking context. */
public final class BookingContext
    implements Context<BookingProgress, BookingCommand, BookingEvent> {
  @Override
  public String name() {
    return "booking";
  }

  @Override
  public Class<BookingCommand> commandClass() {
    return BookingCommand.class;
  }

  @Override
  public Class<BookingEvent> eventClass() {
    return BookingEvent.class;
  }

  @Override
  public List<CommandType<? extends BookingCommand>> commands() {
    return BookingCommands.ALL;
  }

  @Override
  public List<EventType<? extends BookingEvent>> events() {
    return BookingEvents.ALL;
  }

  @Override
  public EventType<? extends BookingEvent> typeOf(BookingEvent event) {
    return BookingEvents.typeOf(event);
  }

  /** Decides a command that carries its phase. */
  @Override
  public Decision decide(
      @Nullable BookingProgress sliceOrNull, BookingCommand command, Actor by, Instant now) {
    if (command instanceof InPhase in) {
      return Bookings.decide(sliceOrNull, in, now);
    }
    throw new IllegalArgumentException("a booking command without its phase");
  }

  @Override
  public BookingProgress evolve(
      @Nullable BookingProgress sliceOrNull, BookingEvent event, int version) {
    return Bookings.evolve(sliceOrNull, event, version);
  }

  @Override
  public boolean hasForms() {
    return true;
  }

  /** Carriers see nothing of a booking but reminders of documents that they may see. */
  @Override
  public EventForm form(Viewer viewer, BookingEvent event) {
    boolean shown =
        viewer.assigned()
            && event instanceof DocumentReminded reminded
            && (reminded.from() == Party.CARRIER || reminded.shared());
    return !viewer.isCarrier() || shown ? EventForm.FULL : EventForm.WITHHELD;
  }

  @Override
  public void writeSlice(JsonWriter out, BookingProgress slice) {
    BookingJson.write(out, slice);
  }

  @Override
  public BookingProgress readSlice(StoredFields fields) {
    return BookingJson.read(fields);
  }
}
