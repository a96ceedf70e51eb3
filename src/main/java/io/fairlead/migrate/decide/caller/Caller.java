package io.fairlead.migrate.decide.caller;

/// Who calls.
///
/// @param workload empty when nobody of this mesh
/// @param pod the one that was seen last; empty when unknown
/// @param address that it was seen at last; empty for a caller known by its certificate
public record Caller(
        Cause cause,
        String namespace,
        String workload,
        String pod,
        String serviceAccount,
        String address) {

    static Caller outside(Cause cause, String address) {
        return new Caller(cause, "", "", "", "", address);
    }

    /// `namespace/workload`, or the address of somebody outside.
    public String owner() {
        return workload.isEmpty() ? address : namespace + "/" + workload;
    }

    /// What is counted as one caller: pods of a workload are, and so are addresses outside.
    public String key() {
        return workload.isEmpty() && address.isEmpty()
                ? namespace + "/sa/" + serviceAccount
                : owner();
    }

    /// True when an exemption written for `from` speaks of it.
    public boolean matches(String from) {
        return from.equals("*") || from.equals(owner()) || from.equals(address);
    }
}
