package io.fairlead.minicluster.api.cel;

import io.fairlead.minicluster.api.model.Names;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// The formats of texts that rules know by name.
final class Formats {

    /// A format: whether a text has it, and what is said of one that has not.
    record Format(String name, Predicate<String> has, String rule) {

        Optional<List<String>> validate(String text) {
            return has.test(text) ? Optional.empty() : Optional.of(List.of(rule));
        }
    }

    static final List<Format> ALL =
            List.of(
                    new Format("dns1123Label", Names::isLabel, Names.LABEL_RULE),
                    new Format("dns1123LabelPrefix", prefix(Names::isLabel), Names.LABEL_RULE),
                    new Format("dns1123Subdomain", Names::isSubdomain, Names.SUBDOMAIN_RULE),
                    new Format(
                            "dns1123SubdomainPrefix",
                            prefix(Names::isSubdomain),
                            Names.SUBDOMAIN_RULE),
                    new Format("dns1035Label", Names::isLetteredLabel, Names.LETTERED_LABEL_RULE),
                    new Format(
                            "dns1035LabelPrefix",
                            prefix(Names::isLetteredLabel),
                            Names.LETTERED_LABEL_RULE),
                    new Format("qualifiedName", Names::isQualified, Names.KEY_RULE),
                    new Format("labelValue", Names::isLabelValue, Names.VALUE_RULE),
                    new Format("uri", text -> Url.parse(text).isPresent(), "invalid URI"),
                    new Format(
                            "uuid",
                            text -> text.matches("(?i)[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}"),
                            "does not match the UUID format"),
                    new Format("byte", read(Base64.getDecoder()::decode), "invalid base64"),
                    new Format("date", read(LocalDate::parse), "invalid date"),
                    new Format("datetime", read(OffsetDateTime::parse), "invalid datetime"));

    private Formats() {}

    static Optional<Format> named(String name) {
        return ALL.stream().filter(format -> format.name.equals(name)).findFirst();
    }

    /// What other characters follow: it may end with a dash (and anything before it, as in Kubernetes).
    private static Predicate<String> prefix(Predicate<String> whole) {
        return text -> whole.test(text.replaceFirst(".-$", "a"));
    }

    private static Predicate<String> read(Consumer<String> reader) {
        return text -> {
            try {
                reader.accept(text);
                return true;
            } catch (DateTimeException | IllegalArgumentException _) {
                return false;
            }
        };
    }
}
