package io.fairlead.proxy.admin;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.fairlead.proxy.identity.view.HeldSecret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;

/// The part of Envoy's `/config_dump` that shows secrets: those in use, and those that are waited for. Where a private
/// key stands, Envoy writes what stands here too.
final class SecretsDump {
    private static final String PREFIX = "type.googleapis.com/envoy.";
    private static final String REDACTED = "[redacted]";

    private SecretsDump() {}

    static String json(Collection<HeldSecret> secrets) {
        JsonArray active = new JsonArray();
        JsonArray warming = new JsonArray();
        for (HeldSecret one : secrets) {
            (one.certificates().isEmpty() ? warming : active).add(entry(one));
        }
        JsonObject section = new JsonObject();
        section.addProperty("@type", PREFIX + "admin.v3.SecretsConfigDump");
        section.add("dynamic_active_secrets", active);
        section.add("dynamic_warming_secrets", warming);
        return section.toString();
    }

    private static JsonObject entry(HeldSecret one) {
        JsonObject secret = new JsonObject();
        secret.addProperty("@type", PREFIX + "extensions.transport_sockets.tls.v3.Secret");
        secret.addProperty("name", one.name());
        if (!one.certificates().isEmpty()) {
            content(one, secret);
        }
        JsonObject entry = new JsonObject();
        entry.addProperty("name", one.name());
        entry.add("secret", secret);
        return entry;
    }

    private static void content(HeldSecret one, JsonObject secret) {
        JsonObject content = new JsonObject();
        switch (one.kind()) {
            case KEY_PAIR -> {
                content.add("certificate_chain", inline(one.certificates()));
                content.add("private_key", inline(REDACTED));
                secret.add("tls_certificate", content);
            }
            case ROOTS -> {
                content.add("trusted_ca", inline(one.certificates()));
                secret.add("validation_context", content);
            }
        }
    }

    private static JsonObject inline(String text) {
        JsonObject source = new JsonObject();
        source.addProperty(
                "inline_bytes",
                Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
        return source;
    }
}
