package io.fairlead.perf.crowd;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/// A delta answer, read as far as needed: bodies stay where they are until somebody asks for one.
///
/// @param removed names that are gone
record Reading(String typeUrl, String nonce, List<Item> items, List<String> removed) {
    private static final int RESOURCES = 2;
    private static final int TYPE_URL = 4;
    private static final int NONCE = 5;
    private static final int REMOVED = 6;
    private static final int ITEM_VERSION = 1;
    private static final int ITEM_RESOURCE = 2;
    private static final int ITEM_NAME = 3;
    private static final int ANY_VALUE = 2;

    Reading {
        items = List.copyOf(items);
        removed = List.copyOf(removed);
    }

    /// A resource.
    static final class Item {
        private final byte[] message;
        private String name = "";
        private String version = "";
        private int from;
        private int to;

        private Item(byte[] message) {
            this.message = message;
        }

        String name() {
            return name;
        }

        /// Its version; istiod gives none, then the sum of its bytes.
        String identity() {
            if (!version.isEmpty()) {
                return version;
            }
            CRC32C sum = new CRC32C();
            sum.update(message, from, to - from);
            return (to - from) + "-" + sum.getValue();
        }

        byte[] body() {
            return Arrays.copyOfRange(message, from, to);
        }
    }

    static Reading of(byte[] message) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(message);
        String typeUrl = "";
        String nonce = "";
        List<Item> items = new ArrayList<>();
        List<String> removed = new ArrayList<>();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case RESOURCES -> items.add(item(in, message));
                case TYPE_URL -> typeUrl = in.readString();
                case NONCE -> nonce = in.readString();
                case REMOVED -> removed.add(in.readString());
                default -> in.skipField(tag);
            }
        }
        return new Reading(typeUrl, nonce, items, removed);
    }

    private static Item item(CodedInputStream in, byte[] message) throws IOException {
        Item item = new Item(message);
        int limit = in.pushLimit(in.readRawVarint32());
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case ITEM_VERSION -> item.version = in.readString();
                case ITEM_NAME -> item.name = in.readString();
                case ITEM_RESOURCE -> body(in, item);
                default -> in.skipField(tag);
            }
        }
        in.popLimit(limit);
        return item;
    }

    private static void body(CodedInputStream in, Item item) throws IOException {
        int limit = in.pushLimit(in.readRawVarint32());
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == ANY_VALUE) {
                int length = in.readRawVarint32();
                item.from = in.getTotalBytesRead();
                item.to = item.from + length;
                in.skipRawBytes(length);
            } else {
                in.skipField(tag);
            }
        }
        in.popLimit(limit);
    }
}
