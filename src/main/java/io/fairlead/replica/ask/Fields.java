package io.fairlead.replica.ask;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;

/// Fields of messages that another version of this daemon knows.
final class Fields {
    private Fields() {}

    static void skip(CodedInputStream in, int tag) throws IOException {
        if (!in.skipField(tag)) {
            throw new IOException("a group ends that did not begin");
        }
    }
}
