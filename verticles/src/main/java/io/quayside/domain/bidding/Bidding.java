package io.quayside.domain.bidding;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tenders of a shipment, by their numbers; all but the last one are final. */
public record Bidding(List<Tender> tenders) {
  public static final Bidding NONE = new Bidding(List.of());

  public Bidding {
    tenders = List.copyOf(tenders);
  }

  /** The tender of a number, or null. */
  public @Nullable Tender tender(int number) {
    return number >= 1 && number <= tenders.size() ? tenders.get(number - 1) : null;
  }

  /** The tender that is not final, or null. */
  public @Nullable Tender current() {
    return tenders.isEmpty() || tenders.getLast().status().isFinal() ? null : tenders.getLast();
  }

  Bidding with(Tender tender) {
    List<Tender> all = new ArrayList<>(tenders);
    if (tender.number() > all.size()) {
      all.add(tender);
    } else {
      all.set(tender.number() - 1, tender);
    }
    return new Bidding(all);
  }
}
