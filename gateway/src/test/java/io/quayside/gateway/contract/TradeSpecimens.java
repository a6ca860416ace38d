package io.quayside.gateway.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes the members of generated bodies fit each other, as the published rules want it. */
record TradeSpecimens(Chance chance, Specimens specimens) {
  private static final Map<String, Integer> DECIMALS =
      Map.of("EUR", 2, "USD", 2, "JPY", 0, "KWD", 3, "CLF", 4);

  void fitTender(Map<String, Object> tender) {
    boolean spot = tender.get("kind").equals("SPOT");
    int decimals = DECIMALS.get((String) tender.get("currency"));
    if (tender.containsKey("ceiling")) {
      tender.put("ceiling", chance.of("100000", specimens.amount(decimals)));
    }
    if (spot) {
      tender.put("closesAt", ahead(Duration.ofSeconds(1), Duration.ofDays(30)));
    } else {
      tender.remove("closesAt");
      tender.remove("award");
    }
    if (!spot || tender.containsKey("carriers")) {
      tender.put("carriers", carriers(spot, decimals));
    }
  }

  private List<Object> carriers(boolean spot, int decimals) {
    List<Object> carriers = new ArrayList<>();
    for (int i = chance.from(1, 4); i > 0; i--) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("carrier", chance.of("MAEU", "HLCU", "DB", "ONEY", "ABC", "ZZ", "CMDU", "MSCU"));
      if (!spot) {
        one.put("amount", specimens.amount(chance.oneIn(6) ? 4 : decimals));
      }
      carriers.add(one);
    }
    return carriers;
  }

  /** At one of the bounds, next to it, or between them. */
  private String ahead(Duration least, Duration most) {
    long millis =
        chance.of(
            least.toMillis() - 1,
            least.toMillis(),
            most.toMillis(),
            most.toMillis() + 1,
            most.dividedBy(chance.from(2, 1_000)).toMillis(),
            most.dividedBy(chance.from(2, 1_000)).toMillis());
    return specimens.time(specimens.now().plusMillis(millis));
  }

  void fitResponse(Map<String, Object> response) {
    var own =
        switch ((String) response.get("response")) {
          case "ACCEPT" -> List.of("vehicle", "condition");
          case "DECLINE" -> List.of("reasonCode");
          default -> List.of("amount");
        };
    List.of("vehicle", "condition", "reasonCode", "amount").stream()
        .filter(name -> !own.contains(name))
        .forEach(response::remove);
    if (response.get("response").equals("COUNTER")) {
      response.put("amount", specimens.amount(2));
    }
  }

  void fitRequest(Map<String, Object> request) {
    if (chance.oneIn(4)) {
      request.put("type", chance.of("OTHER", "BILL_OF_LADING"));
    }
    request.remove("name");
    if (request.get("type").equals("OTHER")) {
      request.put("name", specimens.text(chance.from(1, 64)));
    }
    if (request.get("type").equals("BILL_OF_LADING")) {
      request.remove("gate");
    }
    if (request.containsKey("dueAt")) {
      request.put("dueAt", ahead(Duration.ofMillis(1), Duration.ofDays(366)));
    }
  }
}
