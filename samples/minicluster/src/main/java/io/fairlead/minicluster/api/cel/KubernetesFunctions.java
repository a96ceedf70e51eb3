package io.fairlead.minicluster.api.cel;

import static dev.cel.common.CelFunctionDecl.newFunctionDeclaration;
import static dev.cel.common.CelOverloadDecl.newGlobalOverload;
import static dev.cel.common.CelOverloadDecl.newMemberOverload;

import com.google.common.net.InetAddresses;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelFunctionBinding;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Those functions that Kubernetes adds to the language and that the rules of meshes' types use: URLs, addresses,
/// sorted lists, places in lists, and pieces of texts by pattern.
final class KubernetesFunctions {

    private static final CelType URL = OpaqueType.create("kubernetes.URL");
    private static final CelType LIST = ListType.create(SimpleType.DYN);

    private KubernetesFunctions() {}

    static List<CelFunctionDecl> declarations() {
        return List.of(
                newFunctionDeclaration(
                        "url", newGlobalOverload("string_to_url", URL, SimpleType.STRING)),
                newFunctionDeclaration(
                        "isURL",
                        newGlobalOverload("is_url_string", SimpleType.BOOL, SimpleType.STRING)),
                ofUrl("getScheme"),
                ofUrl("getHost"),
                ofUrl("getHostname"),
                ofUrl("getPort"),
                ofUrl("getEscapedPath"),
                newFunctionDeclaration(
                        "isIP", newGlobalOverload("is_ip", SimpleType.BOOL, SimpleType.STRING)),
                newFunctionDeclaration(
                        "isSorted", newMemberOverload("list_is_sorted", SimpleType.BOOL, LIST)),
                newFunctionDeclaration(
                        "indexOf",
                        newMemberOverload("list_index_of", SimpleType.INT, LIST, SimpleType.DYN)));
    }

    private static CelFunctionDecl ofUrl(String name) {
        return newFunctionDeclaration(
                name, newMemberOverload("url_" + name, SimpleType.STRING, URL));
    }

    static List<CelFunctionBinding> bindings() {
        return List.of(
                CelFunctionBinding.from("string_to_url", String.class, KubernetesFunctions::url),
                CelFunctionBinding.from("is_url_string", String.class, text -> parse(text) != null),
                CelFunctionBinding.from("url_getScheme", URI.class, url -> text(url.getScheme())),
                CelFunctionBinding.from(
                        "url_getHost", URI.class, url -> text(url.getRawAuthority())),
                CelFunctionBinding.from(
                        "url_getHostname",
                        URI.class,
                        url -> text(url.getHost()).replaceAll("[\\[\\]]", "")),
                CelFunctionBinding.from(
                        "url_getPort",
                        URI.class,
                        url -> url.getPort() < 0 ? "" : Integer.toString(url.getPort())),
                CelFunctionBinding.from(
                        "url_getEscapedPath", URI.class, url -> text(url.getRawPath())),
                CelFunctionBinding.from("is_ip", String.class, InetAddresses::isInetAddress),
                CelFunctionBinding.from(
                        "list_is_sorted", List.class, KubernetesFunctions::isSorted),
                CelFunctionBinding.from(
                        "list_index_of",
                        List.class,
                        Object.class,
                        (list, item) -> (long) list.indexOf(item)));
    }

    private static String text(@Nullable String part) {
        return Objects.requireNonNullElse(part, "");
    }

    private static URI url(String text) {
        @Nullable URI url = parse(text);
        if (url == null) {
            throw new IllegalArgumentException("URL parse error: " + text);
        }
        return url;
    }

    /// A URL is absolute, or begins with a path.
    private static @Nullable URI parse(String text) {
        try {
            URI url = new URI(text);
            return url.isAbsolute() || text.startsWith("/") ? url : null;
        } catch (URISyntaxException _) {
            return null;
        }
    }

    private static boolean isSorted(List<?> list) {
        for (int i = 1; i < list.size(); i++) {
            if (compare(list.get(i - 1), list.get(i)) > 0) {
                return false;
            }
        }
        return true;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static int compare(@Nullable Object one, @Nullable Object other) {
        if (one instanceof Comparable left && other != null && one.getClass() == other.getClass()) {
            return left.compareTo(other);
        }
        throw new IllegalArgumentException("items can't be compared: %s, %s".formatted(one, other));
    }
}
