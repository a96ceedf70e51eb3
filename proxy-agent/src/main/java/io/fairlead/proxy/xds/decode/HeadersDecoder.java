package io.fairlead.proxy.xds.decode;

import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.fairlead.proxy.model.FormatPiece;
import io.fairlead.proxy.model.HeaderMutations;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Headers to add and to remove.
final class HeadersDecoder {
    private HeadersDecoder() {}

    static HeaderMutations mutations(
            List<HeaderValueOption> add, List<String> remove, Notes notes) {
        if (add.isEmpty() && remove.isEmpty()) {
            return HeaderMutations.NONE;
        }
        List<HeaderMutations.Set> set = new ArrayList<>();
        for (HeaderValueOption option : add) {
            String name = option.getHeader().getKey();
            if (name.isEmpty() || name.startsWith(":") || name.equalsIgnoreCase("host")) {
                notes.error("header '" + name + "' can't be set");
            } else {
                checkFormat(option.getHeader().getValue(), notes.at(name));
                set.add(
                        new HeaderMutations.Set(
                                name,
                                option.getHeader().getValue(),
                                mode(option),
                                keepEmpty(option)));
            }
        }
        for (String name : remove) {
            if (name.isEmpty() || name.startsWith(":") || name.equalsIgnoreCase("host")) {
                notes.error("header '" + name + "' can't be removed");
            }
        }
        return new HeaderMutations(
                set, remove.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList());
    }

    private static void checkFormat(String value, Notes notes) {
        try {
            FormatPiece.parse(value);
        } catch (IllegalArgumentException e) {
            notes.error(String.valueOf(e.getMessage()));
        }
    }

    private static boolean keepEmpty(HeaderValueOption option) {
        return option.getKeepEmptyValue();
    }

    @SuppressWarnings("deprecation") // Istio still sends append
    private static HeaderMutations.Mode mode(HeaderValueOption option) {
        if (option.hasAppend()) {
            return option.getAppend().getValue()
                    ? HeaderMutations.Mode.APPEND
                    : HeaderMutations.Mode.OVERWRITE;
        }
        return switch (option.getAppendAction()) {
            case APPEND_IF_EXISTS_OR_ADD, UNRECOGNIZED -> HeaderMutations.Mode.APPEND;
            case ADD_IF_ABSENT -> HeaderMutations.Mode.ADD_IF_ABSENT;
            case OVERWRITE_IF_EXISTS_OR_ADD -> HeaderMutations.Mode.OVERWRITE;
            case OVERWRITE_IF_EXISTS -> HeaderMutations.Mode.OVERWRITE_IF_EXISTS;
        };
    }
}
