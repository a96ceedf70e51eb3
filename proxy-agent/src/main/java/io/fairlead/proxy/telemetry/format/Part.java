package io.fairlead.proxy.telemetry.format;

import io.fairlead.proxy.meter.RequestRecord;
import io.fairlead.proxy.meter.RequestRecord.HeaderLookup;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// One piece of a compiled format.
sealed interface Part {

    /// Text of the format string itself.
    final class Text implements Part {
        private final byte[] bytes;

        Text(String text) {
            bytes = text.getBytes(StandardCharsets.UTF_8);
        }

        void writeTo(LogLine line) {
            line.raw(bytes);
        }
    }

    /// A value of the request.
    ///
    /// @param charsMax longer text is cut, as `%…:20%` asks
    record Value(Operator operator, int charsMax) implements Part {}

    /// A header, or another one if that is missing.
    ///
    /// @param request of the request, else of the response
    record Header(boolean request, String name, @Nullable String orElse, int charsMax)
            implements Part {

        @Nullable CharSequence value(RequestRecord record) {
            HeaderLookup headers = request ? record.requestHeaders : record.responseHeaders;
            CharSequence value = known(record, name);
            if (value == null) {
                value = headers.value(name);
            }
            if (value == null && orElse != null) {
                value = known(record, orElse);
                return value == null ? headers.value(orElse) : value;
            }
            return value;
        }

        private @Nullable CharSequence known(RequestRecord record, String header) {
            @Nullable Operator field = FormatParser.field(request, header);
            return field == null || field.isNumber() ? null : field.text(record);
        }
    }
}
