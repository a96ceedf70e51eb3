package io.fairlead.push.session;

import com.google.protobuf.Any;

/// One encoded resource, shared by all the proxies that get it.
///
/// @param version a hash of its content: equal content has equal versions on every replica
public record Resource(String name, String version, Any body) {

    /// What a client says it has: a name and a version, no body.
    static Resource known(String name, String version) {
        return new Resource(name, version, Any.getDefaultInstance());
    }

    public int bytes() {
        return body.getValue().size() + name.length() + version.length();
    }

    @Override
    public String toString() {
        return name + "@" + version;
    }
}
