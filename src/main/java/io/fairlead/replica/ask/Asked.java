package io.fairlead.replica.ask;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.fairlead.replica.peer.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A question, as docs/replica.proto has it.
///
/// @param path of a page's API and what is below it, without a slash at its ends; decoded
/// @param parameters of the query; decoded
public record Asked(String path, Map<String, List<String>> parameters) {

    public Asked {
        Map<String, List<String>> copies = new TreeMap<>();
        parameters.forEach((name, values) -> copies.put(name, List.copyOf(values)));
        parameters = Map.copyOf(copies);
    }

    byte[] bytes() {
        return Message.bytes(out -> {
            out.writeString(1, path);
            for (Map.Entry<String, List<String>> one : parameters.entrySet()) {
                for (String value : one.getValue()) {
                    out.writeByteArray(2, parameter(one.getKey(), value));
                }
            }
        });
    }

    private static byte[] parameter(String name, String value) {
        return Message.bytes(out -> {
            out.writeString(1, name);
            out.writeString(2, value);
        });
    }

    static Asked of(byte[] message) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(message);
        String path = "";
        Map<String, List<String>> parameters = new TreeMap<>();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> path = in.readStringRequireUtf8();
                case 2 -> parameter(in.readByteArray(), parameters);
                default -> Message.skip(in, tag);
            }
        }
        return new Asked(path, parameters);
    }

    private static void parameter(byte[] message, Map<String, List<String>> into)
            throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(message);
        String name = "";
        String value = "";
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> name = in.readStringRequireUtf8();
                case 2 -> value = in.readStringRequireUtf8();
                default -> Message.skip(in, tag);
            }
        }
        into.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
    }
}
