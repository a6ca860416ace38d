package io.quayside.shard.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.domain.Status;
import io.quayside.domain.bidding.BiddingEvent;
import io.quayside.domain.bidding.BiddingEvent.TenderOpened;
import io.quayside.domain.booking.BookingEvent;
import io.quayside.domain.booking.BookingEvent.BookingCompensated;
import io.quayside.domain.booking.BookingEvent.BookingCompleted;
import io.quayside.domain.booking.BookingEvent.BookingHeld;
import io.quayside.domain.booking.BookingEvent.BookingPaused;
import io.quayside.domain.booking.BookingEvent.BookingResumed;
import io.quayside.domain.booking.BookingEvent.BookingRetried;
import io.quayside.domain.booking.BookingEvent.BookingStarted;
import io.quayside.domain.booking.BookingEvent.BookingStuck;
import io.quayside.domain.booking.BookingEvent.DocumentReminded;
import io.quayside.domain.booking.BookingEvent.StepSkipped;
import io.quayside.domain.booking.Plan;
import io.quayside.domain.booking.Remedy;
import io.quayside.domain.documentation.DocumentGate;
import io.quayside.domain.documentation.DocumentType;
import io.quayside.domain.documentation.PlannedDocument;
import io.quayside.domain.shipment.ShipmentEvent.CarrierAssigned;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.shard.actor.ReferenceDocuments.Paper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The booking process of one shipment, told once more from its events alone: which steps are due at
 * a time, in the order of the rules, as "rule subject".
 */
final class ReferenceProcess {
  private static final Set<Status> OPEN = EnumSet.of(Status.BOOKED, Status.CARRIER_ASSIGNED);
  private static final Set<Status> BEFORE_PICK_UP =
      EnumSet.of(Status.BOOKED, Status.CARRIER_ASSIGNED, Status.RELEASED, Status.CANCELLED);

  /**
   * The default set of every simulated shipment, which goes by road from one country to another.
   */
  private static final List<DocumentType> DEFAULT_SET =
      List.of(
          DocumentType.COMMERCIAL_INVOICE,
          DocumentType.PACKING_LIST,
          DocumentType.EXPORT_DECLARATION,
          DocumentType.IMPORT_DECLARATION,
          DocumentType.ROAD_CONSIGNMENT_NOTE,
          DocumentType.PROOF_OF_DELIVERY);

  private final ReferenceTenders tenders;
  private final ReferenceDocuments documents;
  final List<PlannedDocument> planned = new ArrayList<>();
  Plan plan;
  private boolean ended;
  private boolean paused;
  private Instant resumedAt = Instant.MIN;
  private final Set<Integer> openedTenders = new HashSet<>();
  private final Set<Integer> reminded = new HashSet<>();
  private final Set<String> held = new LinkedHashSet<>();
  private Status status;
  private String carrier;
  private int assignedVersion;
  private boolean byHand;
  private int changedAt;
  private boolean gone;

  ReferenceProcess(ReferenceTenders tenders, ReferenceDocuments documents) {
    this.tenders = tenders;
    this.documents = documents;
  }

  /** The planned documents of a gate that are not there; none without an open booking. */
  List<PlannedDocument> missing(DocumentGate gate) {
    return plan == null || ended
        ? List.of()
        : planned.stream()
            .filter(one -> one.requirement().gate() == gate)
            .filter(one -> !documents.has(one.requirement().type()))
            .toList();
  }

  /** Follows an event that tenders and documents have followed. */
  void follow(StoredEvent stored, boolean byProcess) {
    status = stored.status();
    switch (stored.event()) {
      case CarrierAssigned assigned -> {
        if (carrier != null && !carrier.equals(assigned.carrier())) {
          changedAt = stored.version();
        }
        carrier = assigned.carrier();
        assignedVersion = stored.version();
        byHand = !byProcess;
        gone = false;
      }
      case TenderOpened opened -> {
        if (opened.planned() != null) {
          openedTenders.add(opened.planned());
        }
      }
      case BiddingEvent bidding ->
          gone |= bidding.freedCarrier() != null && bidding.freedCarrier().equals(carrier);
      case BookingEvent booking -> follow(booking);
      default -> {
        // Documents are followed elsewhere; of all others the status is enough.
      }
    }
    if (plan != null && !ended) {
      held.retainAll(causes(stored.recordedAt()));
    }
  }

  private void follow(BookingEvent event) {
    assertThat(ended).as("after the end: %s", event).isFalse();
    assertThat(event instanceof BookingStarted).as("once: %s", event).isEqualTo(plan == null);
    switch (event) {
      case BookingStarted started -> start(started.plan());
      case DocumentReminded one -> assertThat(reminded.add(one.document())).as("once").isTrue();
      case BookingHeld one -> assertThat(held.add(cause(one))).as("once: %s", one).isTrue();
      case BookingStuck stuck -> throw new AssertionError("nothing is limited here: " + stuck);
      case StepSkipped skipped -> throw new AssertionError("nothing is stuck: " + skipped);
      case BookingRetried retried -> {
        assertThat(held).as("%s", retried).contains("NO_CARRIER shipment");
        openedTenders.clear();
      }
      case BookingPaused pause -> {
        assertThat(paused).isFalse();
        paused = true;
      }
      case BookingResumed resumed -> {
        assertThat(paused).isTrue();
        paused = false;
        resumedAt = resumed.recordedAt();
      }
      case BookingCompensated compensated -> end();
      case BookingCompleted completed -> end();
    }
  }

  private void start(Plan started) {
    plan = started;
    if (started.documents() != null) {
      planned.addAll(started.documents());
    }
    if (started.defaultDocuments()) {
      DEFAULT_SET.stream()
          .filter(type -> planned.stream().noneMatch(one -> one.requirement().type() == type))
          .toList()
          .forEach(type -> planned.add(PlannedDocument.of(type)));
    }
  }

  private void end() {
    ended = true;
    held.clear();
  }

  static String cause(BookingHeld one) {
    return one.cause() + (one.document() == null ? " shipment" : " document/" + one.document());
  }

  /** All steps that are due at a time, in the order of the rules; the first is the one to take. */
  List<String> due(Instant now) {
    List<String> due = new ArrayList<>();
    boolean open = plan != null && !ended;
    int tender = tenders.current();
    if (open && status == Status.CANCELLED) {
      documents
          .descending(paper -> !paper.isEnded())
          .forEach(paper -> due.add("undo-documents " + paper));
    }
    if (status == Status.CANCELLED && tender > 0) {
      due.add("undo-tender tender/" + tender);
    }
    if (open && status == Status.CANCELLED) {
      due.add("undo-done shipment");
    }
    if (tender > 0 && givesWay()) {
      due.add("yield tender/" + tender);
    }
    String clock = tenders.due(now);
    if (clock != null) {
      due.add(clock + " tender/" + tender);
    }
    if (open && !paused) {
      if (status != Status.RETURNED && status != Status.LOST) {
        addPlan(due, now);
      }
      addEnd(due);
    }
    return due;
  }

  private boolean givesWay() {
    String award = tenders.awarded();
    return (award == null || !award.equals(carrier)) && (isByHandSince() || !OPEN.contains(status));
  }

  private boolean isByHandSince() {
    return byHand && !gone && assignedVersion > tenders.openedVersion();
  }

  private void addPlan(List<String> due, Instant now) {
    boolean open = OPEN.contains(status);
    boolean looks = open && !hasCarrier() && tenders.current() == 0;
    if (open
        && tenders.awarded() != null
        && assignedVersion < tenders.acceptedVersion()
        && !isByHandSince()) {
      due.add("assign tender/" + tenders.current());
    }
    documents.ascending(this::isOfFormerCarrier).forEach(paper -> due.add("replace " + paper));
    if (looks && plan.tenders() != null) {
      for (int i = 0; i < plan.tenders().size(); i++) {
        if (!openedTenders.contains(i)) {
          due.add("open plan.tenders/" + i);
        }
      }
    }
    if (lacksCarrier() && plan.onNoCarrier() == Remedy.CANCEL) {
      due.add("no-carrier shipment");
    }
    if (isPickedUp() || (hasCarrier() && status != Status.CANCELLED)) {
      for (int i = 0; i < planned.size(); i++) {
        if (!documents.has(planned.get(i).requirement().type())) {
          due.add("request plan.documents/" + i);
        }
      }
    }
    causes(now).stream().filter(one -> !held.contains(one)).forEach(one -> due.add("hold " + one));
    addTimes(due, now);
  }

  private void addTimes(List<String> due, Instant now) {
    for (Paper paper : documents.ascending(one -> one.dueAt != null && one.isWanting())) {
      if (!reminded.contains(paper.number())
          && !now.isBefore(paper.dueAt.minusSeconds(plan.remindBeforeSeconds()))
          && now.isBefore(paper.dueAt)) {
        due.add("remind " + paper);
      }
    }
    for (Paper paper : documents.ascending(one -> one.dueAt != null && one.isWanting())) {
      Instant from = paper.dueAt.isBefore(resumedAt) ? resumedAt : paper.dueAt;
      if (plan.onLateDocument() == Remedy.CANCEL
          && OPEN.contains(status)
          && paper.gate() == DocumentGate.RELEASE
          && !now.isBefore(from.plusSeconds(plan.graceSeconds()))) {
        due.add("late " + paper);
      }
    }
    if (plan.autoRelease()
        && status == Status.CARRIER_ASSIGNED
        && !gone
        && documents.allowRelease()
        && missing(DocumentGate.RELEASE).isEmpty()) {
      due.add("release shipment");
    }
  }

  private void addEnd(List<String> due) {
    boolean delivered =
        status == Status.DELIVERED
            && missing(DocumentGate.COMPLETION).isEmpty()
            && documents
                .ascending(one -> one.gate() == DocumentGate.COMPLETION && one.isWanting())
                .isEmpty();
    if (delivered || status == Status.RETURNED || status == Status.LOST) {
      due.add("complete shipment");
    }
  }

  /** The causes that are so, as {@link #cause} tells them. */
  private List<String> causes(Instant now) {
    List<String> causes = new ArrayList<>();
    if (lacksCarrier() && plan.onNoCarrier() == Remedy.HOLD) {
      causes.add("NO_CARRIER shipment");
    }
    if (status == Status.RELEASED && carrier != null && gone) {
      causes.add("CARRIER_GONE shipment");
    }
    Consumer<Paper> overdue = paper -> causes.add("DOCUMENT_OVERDUE " + paper);
    documents
        .ascending(one -> one.dueAt != null && !now.isBefore(one.dueAt) && one.isWanting())
        .forEach(overdue);
    boolean released = status == Status.RELEASED || isPickedUp();
    documents
        .ascending(one -> released && one.gate() == DocumentGate.RELEASE && one.isWanting())
        .forEach(paper -> causes.add("DOCUMENT_MISSING " + paper));
    documents
        .ascending(one -> status == Status.DELIVERED && one.isMisdeliveryRisk())
        .forEach(paper -> causes.add("MISDELIVERY_RISK " + paper));
    return causes;
  }

  private boolean lacksCarrier() {
    return OPEN.contains(status)
        && !hasCarrier()
        && tenders.current() == 0
        && plan.tenders() != null
        && openedTenders.size() == plan.tenders().size();
  }

  private boolean hasCarrier() {
    return carrier != null && !gone;
  }

  private boolean isPickedUp() {
    return !BEFORE_PICK_UP.contains(status);
  }

  private boolean isOfFormerCarrier(Paper paper) {
    return paper.isOfCarrier() && paper.isSubmitted() && paper.revisedVersion < changedAt;
  }
}
