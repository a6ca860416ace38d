package io.quayside.foreign.epcis;

import io.quayside.common.identity.CommandId;
import io.quayside.foreign.JsonParts;
import io.quayside.foreign.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What an event calls its shipments. */
final class EpcisNames {
  static final String SHIPMENT = "urn:quayside:shipment:";
  static final String CONTAINER = "urn:epc:id:bic:";
  private static final String SSCC = "urn:epc:id:sscc:";
  private static final Pattern SSCC_LINK = Pattern.compile("/00/([0-9]{18})(?![0-9])");
  private static final Pattern GSIN_LINK = Pattern.compile("/402/([0-9]{17})(?![0-9])");
  private static final int SSCC_DIGITS = 17;

  private EpcisNames() {}

  static Names of(Map<String, Object> event) {
    List<String> shipments = new ArrayList<>(1);
    List<String> containers = new ArrayList<>(1);
    List<String> documents = new ArrayList<>(0);
    List<String> references = new ArrayList<>(0);
    for (String id : ids(event)) {
      if (id.startsWith(SHIPMENT)) {
        String shipment = id.substring(SHIPMENT.length());
        if (CommandId.isShipmentId(shipment)) {
          shipments.add(shipment);
        }
      } else if (id.startsWith(CONTAINER)) {
        containers.add(id.substring(CONTAINER.length()));
      } else {
        addLogisticUnit(references, id);
      }
    }
    for (Map<String, Object> transaction : JsonParts.objects(event, "bizTransactionList")) {
      String text = JsonParts.text(transaction, "bizTransaction");
      if (text != null) {
        String last = text.substring(Math.max(text.lastIndexOf(':'), text.lastIndexOf('/')) + 1);
        if (!last.isEmpty()) {
          documents.add(last);
          references.add(last);
        }
        addLogisticUnit(references, text);
      }
    }
    return new Names(shipments, containers, documents, references);
  }

  private static List<String> ids(Map<String, Object> event) {
    String parent = JsonParts.text(event, "parentID");
    return Stream.of(
            JsonParts.texts(event, "epcList"),
            parent == null ? List.<String>of() : List.of(parent),
            JsonParts.texts(event, "childEPCs"))
        .flatMap(List::stream)
        .toList();
  }

  /** The 18 digits of an SSCC, or the 17 of a GSIN. */
  private static void addLogisticUnit(List<String> references, String id) {
    if (id.startsWith(SSCC)) {
      String digits = ssccDigits(id.substring(SSCC.length()));
      if (digits != null) {
        references.add(digits);
      }
      return;
    }
    for (Pattern link : List.of(SSCC_LINK, GSIN_LINK)) {
      Matcher found = link.matcher(id);
      if (found.find()) {
        references.add(found.group(1));
      }
    }
  }

  /** Extension digit, company prefix, serial number, check digit. */
  private static @Nullable String ssccDigits(String urn) {
    int dot = urn.indexOf('.');
    if (dot < 1 || dot + 1 >= urn.length()) {
      return null;
    }
    String digits = urn.charAt(dot + 1) + urn.substring(0, dot) + urn.substring(dot + 2);
    if (digits.length() != SSCC_DIGITS || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return null;
    }
    int sum = 0;
    for (int i = 0; i < SSCC_DIGITS; i++) {
      sum += (digits.charAt(i) - '0') * (i % 2 == 0 ? 3 : 1);
    }
    return digits + (10 - sum % 10) % 10;
  }
}
