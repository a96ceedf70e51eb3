package io.fairlead.perf.istiod;

import java.util.Arrays;
import java.util.Locale;

/// Types of objects that istiod watches in every cluster.
enum WatchedType {
    CONFIG_MAP("v1", "ConfigMap"),
    CUSTOM_RESOURCE_DEFINITION("apiextensions.k8s.io/v1", "CustomResourceDefinition"),
    ENDPOINT_SLICE("discovery.k8s.io/v1", "EndpointSlice"),
    INGRESS("networking.k8s.io/v1", "Ingress") {
        @Override
        String plural() {
            return "ingresses";
        }
    },
    MUTATING_WEBHOOK("admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration"),
    NAMESPACE("v1", "Namespace"),
    NODE("v1", "Node"),
    POD("v1", "Pod"),
    SECRET("v1", "Secret"),
    SERVICE("v1", "Service"),
    VALIDATING_WEBHOOK("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration"),
    VIRTUAL_SERVICE("networking.istio.io/v1", "VirtualService");

    private final String apiVersion;
    private final String kind;

    WatchedType(String apiVersion, String kind) {
        this.apiVersion = apiVersion;
        this.kind = kind;
    }

    static WatchedType ofKind(String kind) {
        return Arrays.stream(values())
                .filter(type -> type.kind.equals(kind))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("nobody watches kind " + kind));
    }

    static WatchedType ofPlural(String plural) {
        return Arrays.stream(values())
                .filter(type -> type.plural().equals(plural))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no type is called " + plural));
    }

    String apiVersion() {
        return apiVersion;
    }

    String kind() {
        return kind;
    }

    /// As paths name it.
    String plural() {
        return kind.toLowerCase(Locale.ROOT) + "s";
    }
}
