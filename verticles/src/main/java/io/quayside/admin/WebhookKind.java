package io.quayside.admin;

import io.quayside.admin.Secret.Sealed;
import io.quayside.admin.Webhook.Former;
import io.quayside.admin.Webhook.Secrets;
import io.quayside.admin.Webhook.Settings;
import io.quayside.admin.Webhook.Start;
import io.quayside.admin.Webhook.View;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.StoredFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Webhooks; their secrets and headers are sealed. */
final class WebhookKind implements ObjectKind<Webhook> {
  @Override
  public String name() {
    return "webhook";
  }

  @Override
  public int maxPerTenant(@Nullable Tenant tenant) {
    Integer quota = tenant == null ? null : tenant.quotas().webhooks();
    return quota == null ? Webhook.DEFAULT_QUOTA : quota;
  }

  @Override
  public Webhook read(Stored stored, StoredFields data, SecretKeys keys) {
    return new Webhook(
        stored.id(),
        stored.version(),
        stored.tenant(),
        readSettings(data),
        readView(data.object("view")),
        readSecrets(data, subject(stored.id()), keys),
        readStart(data.object("start")),
        data.optionalTime("disabledAt"),
        data.flag("madeOpen"),
        data.time("createdAt"),
        data.time("changedAt"));
  }

  private static Settings readSettings(StoredFields data) {
    return new Settings(
        data.text("url"),
        data.texts("types"),
        optionalSet(data, "shippers"),
        optionalSet(data, "carriers"),
        data.integer("maxInFlight", Integer.MAX_VALUE),
        data.optionalInteger("perSecond", Integer.MAX_VALUE),
        data.integer("timeoutSeconds", Integer.MAX_VALUE),
        data.integer("disableAfterSeconds", Integer.MAX_VALUE));
  }

  private static View readView(StoredFields view) {
    Set<String> carriers = optionalSet(view, "carriers");
    View read =
        new View(
            KeyKind.role(view.text("role")),
            optionalSet(view, "shippers"),
            carriers == null ? Set.of() : carriers,
            view.flag("allTenants"));
    view.end();
    return read;
  }

  private static @Nullable Set<String> optionalSet(StoredFields fields, String name) {
    return fields.has(name) ? Set.copyOf(fields.texts(name)) : null;
  }

  private static Secrets readSecrets(StoredFields data, String subject, SecretKeys keys) {
    StoredFields former = data.optionalObject("former");
    Former read = null;
    if (former != null) {
      read =
          new Former(
              keys.open(subject, Sealed.read(former.object("secret"))), former.time("until"));
      former.end();
    }
    StoredFields headers = data.optionalObject("headers");
    return new Secrets(
        keys.open(subject, Sealed.read(data.object("secret"))),
        read,
        headers == null ? null : keys.open(subject, Sealed.read(headers)),
        data.has("headerNames") ? data.texts("headerNames") : List.of());
  }

  private static Start readStart(StoredFields start) {
    List<Long> offsets = new ArrayList<>();
    for (String offset : start.text("offsets").split(",", -1)) {
      offsets.add(Long.parseLong(offset));
    }
    Start read =
        new Start(
            start.integer("notedVersion", Integer.MAX_VALUE),
            offsets,
            start.integer("enabledVersion", Integer.MAX_VALUE),
            start.time("enabledAt"));
    start.end();
    return read;
  }

  @Override
  public void write(Webhook webhook, JsonWriter data, SecretKeys keys) {
    writeSettings(webhook.settings(), data);
    View view = webhook.view();
    data.beginObject("view").field("role", view.role().word());
    if (view.shippers() != null) {
      KeyKind.texts(data, "shippers", view.shippers());
    }
    if (!view.carriers().isEmpty()) {
      KeyKind.texts(data, "carriers", view.carriers());
    }
    if (view.allTenants()) {
      data.field("allTenants", true);
    }
    data.endObject();
    writeSecrets(webhook, data, keys);
    Start start = webhook.start();
    data.beginObject("start").field("notedVersion", start.notedVersion());
    data.field("offsets", String.join(",", start.offsets().stream().map(String::valueOf).toList()));
    data.field("enabledVersion", start.enabledVersion())
        .field("enabledAt", start.enabledAt())
        .endObject();
    data.optional("disabledAt", webhook.disabledAt());
    if (webhook.madeOpen()) {
      data.field("madeOpen", true);
    }
    data.field("createdAt", webhook.createdAt()).field("changedAt", webhook.changedAt());
  }

  private static void writeSettings(Settings settings, JsonWriter data) {
    data.field("url", settings.url());
    data.beginArray("types");
    settings.types().forEach(data::value);
    data.endArray();
    if (settings.shippers() != null) {
      KeyKind.texts(data, "shippers", settings.shippers());
    }
    if (settings.carriers() != null) {
      KeyKind.texts(data, "carriers", settings.carriers());
    }
    data.field("maxInFlight", settings.maxInFlight())
        .optional("perSecond", settings.perSecond())
        .field("timeoutSeconds", settings.timeoutSeconds())
        .field("disableAfterSeconds", settings.disableAfterSeconds());
  }

  private void writeSecrets(Webhook webhook, JsonWriter data, SecretKeys keys) {
    Secrets secrets = webhook.secrets();
    String subject = subject(webhook.webhookId());
    keys.seal(subject, secrets.secret()).write(data.beginObject("secret"));
    data.endObject();
    Former former = secrets.former();
    if (former != null) {
      data.beginObject("former");
      keys.seal(subject, former.secret()).write(data.beginObject("secret"));
      data.endObject().field("until", former.until()).endObject();
    }
    Secret headers = secrets.headers();
    if (headers != null) {
      keys.seal(subject, headers).write(data.beginObject("headers"));
      data.endObject();
      KeyKind.texts(data, "headerNames", secrets.headerNames());
    }
  }

  private String subject(String webhookId) {
    return name() + '/' + webhookId;
  }

  @Override
  public List<Secret> secrets(Webhook webhook) {
    List<Secret> all = new ArrayList<>(3);
    all.add(webhook.secrets().secret());
    if (webhook.secrets().former() != null) {
      all.add(webhook.secrets().former().secret());
    }
    if (webhook.secrets().headers() != null) {
      all.add(webhook.secrets().headers());
    }
    return all;
  }
}
