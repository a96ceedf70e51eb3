package io.fairlead.proxy.xds.view;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Replaces every `Any` whose type isn't known by one that says so, so that the rest of a message can be printed.
final class UnknownTypes {
    private UnknownTypes() {}

    static Message replaced(Message message, TypeRegistry known)
            throws InvalidProtocolBufferException {
        Message.Builder out = message.toBuilder();
        for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
            FieldDescriptor field = entry.getKey();
            if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                out.setField(field, replacedValue(entry.getValue(), known));
            }
        }
        return out.build();
    }

    private static Object replacedValue(Object value, TypeRegistry known)
            throws InvalidProtocolBufferException {
        if (value instanceof List<?> list) {
            List<Object> all = new ArrayList<>();
            for (Object one : list) {
                all.add(replacedValue(one, known));
            }
            return all;
        }
        return value instanceof Message message && isAny(message)
                ? any(message, known)
                : value instanceof Message message ? replaced(message, known) : value;
    }

    private static boolean isAny(Message message) {
        return message.getDescriptorForType().getFullName().equals("google.protobuf.Any");
    }

    private static Any any(Message message, TypeRegistry known)
            throws InvalidProtocolBufferException {
        Any any = Any.parseFrom(message.toByteString());
        Descriptor type = known.getDescriptorForTypeUrl(any.getTypeUrl());
        if (type == null) {
            Struct unknown =
                    Struct.newBuilder()
                            .putFields(
                                    "unknown_type",
                                    Value.newBuilder().setStringValue(any.getTypeUrl()).build())
                            .build();
            return Any.pack(unknown);
        }
        ByteString inside =
                replaced(DynamicMessage.parseFrom(type, any.getValue()), known).toByteString();
        return any.toBuilder().setValue(inside).build();
    }
}
