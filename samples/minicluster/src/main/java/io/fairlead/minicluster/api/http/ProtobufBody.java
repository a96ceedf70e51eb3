package io.fairlead.minicluster.api.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NumericNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.fairlead.minicluster.api.model.ApiError;
import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.Runtime;
import io.kubernetes.client.proto.V1;
import io.kubernetes.client.proto.V1Admissionregistration;
import io.kubernetes.client.proto.V1Apps;
import io.kubernetes.client.proto.V1Authentication;
import io.kubernetes.client.proto.V1Authorization;
import io.kubernetes.client.proto.V1Autoscaling;
import io.kubernetes.client.proto.V1Batch;
import io.kubernetes.client.proto.V1Networking;
import io.kubernetes.client.proto.V1Policy;
import io.kubernetes.client.proto.V1Rbac;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Bodies in Kubernetes' protobuf, which today's kubectl sends of the kinds that it knows: an envelope with the kind,
/// then the object. Answers are JSON, which every client takes too.
final class ProtobufBody {

    static final String TYPE = "application/vnd.kubernetes.protobuf";

    private static final byte[] MAGIC = {'k', '8', 's', 0};

    /// Messages that JSON shows without a field of their own.
    private static final Set<String> INLINE =
            Set.of(
                    "volumeSource",
                    "handler",
                    "ephemeralContainerCommon",
                    "localObjectReference",
                    "rule",
                    "ingressRuleValue");

    /// Go writes numbers and flags even when nobody set them, but for those that may be absent: there a zero is meant.
    private static final Set<String> ZERO_IS_MEANT =
            Set.of(
                    "activeDeadlineSeconds",
                    "allocateLoadBalancerNodePorts",
                    "allowPrivilegeEscalation",
                    "automountServiceAccountToken",
                    "blockOwnerDeletion",
                    "controller",
                    "defaultMode",
                    "enableServiceLinks",
                    "fsGroup",
                    "gracePeriodSeconds",
                    "immutable",
                    "mode",
                    "optional",
                    "orphanDependents",
                    "privileged",
                    "progressDeadlineSeconds",
                    "readOnlyRootFilesystem",
                    "replicas",
                    "revisionHistoryLimit",
                    "runAsGroup",
                    "runAsNonRoot",
                    "runAsUser",
                    "shareProcessNamespace",
                    "terminationGracePeriodSeconds",
                    "tolerationSeconds");

    private ProtobufBody() {}

    static ObjectNode read(ByteString bytes) {
        if (!bytes.startsWith(ByteString.copyFrom(MAGIC))) {
            throw ApiError.badRequest("the body of the request isn't Kubernetes' protobuf");
        }
        try {
            Runtime.Unknown envelope = Runtime.Unknown.parseFrom(bytes.substring(MAGIC.length));
            String version = envelope.getTypeMeta().getApiVersion();
            String kind = envelope.getTypeMeta().getKind();
            Descriptor type =
                    message(version, kind)
                            .orElseThrow(() ->
                                    ApiError.unsupportedMediaType(
                                            "application/json, application/yaml for "
                                                    + version
                                                    + " "
                                                    + kind));
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            object.put("kind", kind).put("apiVersion", version);
            object.setAll(object(DynamicMessage.parseFrom(type, envelope.getRaw())));
            return object;
        } catch (InvalidProtocolBufferException wrong) {
            throw ApiError.badRequest(
                    "couldn't parse the body of the request: " + wrong.getMessage());
        }
    }

    private static Optional<Descriptor> message(String version, String kind) {
        if (kind.equals("DeleteOptions")) {
            return Optional.of(Meta.DeleteOptions.getDescriptor());
        }
        return Optional.ofNullable(
                switch (version) {
                    case "v1" -> V1.getDescriptor().findMessageTypeByName(kind);
                    case "admissionregistration.k8s.io/v1" ->
                            V1Admissionregistration.getDescriptor().findMessageTypeByName(kind);
                    case "networking.k8s.io/v1" ->
                            V1Networking.getDescriptor().findMessageTypeByName(kind);
                    case "policy/v1" -> V1Policy.getDescriptor().findMessageTypeByName(kind);
                    case "apps/v1" -> V1Apps.getDescriptor().findMessageTypeByName(kind);
                    case "authentication.k8s.io/v1" ->
                            V1Authentication.getDescriptor().findMessageTypeByName(kind);
                    case "authorization.k8s.io/v1" ->
                            V1Authorization.getDescriptor().findMessageTypeByName(kind);
                    case "rbac.authorization.k8s.io/v1" ->
                            V1Rbac.getDescriptor().findMessageTypeByName(kind);
                    case "batch/v1" -> V1Batch.getDescriptor().findMessageTypeByName(kind);
                    case "autoscaling/v1" ->
                            V1Autoscaling.getDescriptor().findMessageTypeByName(kind);
                    default -> null;
                });
    }

    private static ObjectNode object(Message message) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
            FieldDescriptor field = entry.getKey();
            String name = field.getName();
            if (field.isMapField()) {
                object.set(name, map((List<?>) entry.getValue()));
            } else if (field.isRepeated()) {
                ArrayNode list = object.putArray(name);
                for (Object item : (List<?>) entry.getValue()) {
                    // An empty text in a list is meant: the core group is one.
                    if (item instanceof String text) {
                        list.add(text);
                    } else {
                        value(name, item).ifPresent(list::add);
                    }
                }
            } else if (INLINE.contains(name) && entry.getValue() instanceof Message inline) {
                object.setAll(object(inline));
            } else {
                value(name, entry.getValue()).ifPresent(value -> object.set(name, value));
            }
        }
        return object;
    }

    private static ObjectNode map(List<?> entries) {
        ObjectNode map = JsonNodeFactory.instance.objectNode();
        for (Object one : entries) {
            Message entry = (Message) one;
            Descriptor type = entry.getDescriptorForType();
            Object key = entry.getField(type.findFieldByNumber(1));
            Object value = entry.getField(type.findFieldByNumber(2));
            map.set(
                    key.toString(),
                    value instanceof String text
                            ? TextNode.valueOf(text)
                            : value("", value).orElse(TextNode.valueOf("")));
        }
        return map;
    }

    /// Empty where JSON would have no field.
    private static Optional<JsonNode> value(String name, Object value) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        return switch (value) {
            case Message message -> message(message);
            case ByteString bytes ->
                    Optional.of(
                            TextNode.valueOf(
                                    Base64.getEncoder().encodeToString(bytes.toByteArray())));
            case String text ->
                    text.isEmpty() ? Optional.empty() : Optional.of(json.textNode(text));
            case Boolean flag -> meant(name, flag, BooleanNode.valueOf(flag));
            case Integer number -> meant(name, number != 0, json.numberNode(number.intValue()));
            case Long number -> meant(name, number != 0, json.numberNode(number.longValue()));
            case Double number -> Optional.of(json.numberNode(number.doubleValue()));
            default -> throw ApiError.badRequest("a field of an unknown type: " + name);
        };
    }

    private static Optional<JsonNode> meant(String name, boolean set, JsonNode value) {
        return set || ZERO_IS_MEANT.contains(name) ? Optional.of(value) : Optional.empty();
    }

    private static Optional<JsonNode> message(Message message) {
        return switch (message.getDescriptorForType().getName()) {
            case "Time", "MicroTime", "Timestamp" -> {
                long seconds = number(message, "seconds");
                yield seconds == 0
                        ? Optional.empty()
                        : Optional.of(
                                TextNode.valueOf(
                                        Instant.ofEpochSecond(seconds, number(message, "nanos"))
                                                .toString()));
            }
            case "Quantity" -> Optional.of(TextNode.valueOf(text(message, "string")));
            case "IntOrString" ->
                    Optional.of(
                            number(message, "type") == 0
                                    ? whole(number(message, "intVal"))
                                    : TextNode.valueOf(text(message, "strVal")));
            default -> Optional.of(object(message));
        };
    }

    private static NumericNode whole(long number) {
        return JsonNodeFactory.instance.numberNode((int) number);
    }

    private static long number(Message message, String field) {
        Object value = message.getField(message.getDescriptorForType().findFieldByName(field));
        return value instanceof Number number ? number.longValue() : 0;
    }

    private static String text(Message message, String field) {
        return message.getField(message.getDescriptorForType().findFieldByName(field)).toString();
    }
}
