package io.fairlead.model.service;

/// A port of a Service.
///
/// @param name empty for an only, unnamed port
/// @param transport `TCP`, `UDP` or `SCTP`
/// @param appProtocol as written, empty when absent
/// @param nodePort 0 when it has none
public record ServicePort(
        int number,
        String name,
        String transport,
        TargetPort target,
        String appProtocol,
        int nodePort) {

    public Protocol protocol() {
        return Protocol.choose(number, name, transport, appProtocol);
    }
}
