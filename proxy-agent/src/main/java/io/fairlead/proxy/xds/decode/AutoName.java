package io.fairlead.proxy.xds.decode;

import io.envoyproxy.envoy.config.core.v3.UpstreamHttpProtocolOptions;
import io.fairlead.proxy.model.ClientTransport;
import io.fairlead.proxy.model.PeerValidation;
import io.fairlead.proxy.model.PeerValidation.SanMatch;
import io.fairlead.proxy.model.StringMatch;
import io.fairlead.proxy.model.TlsSettings;
import java.util.ArrayList;
import java.util.List;

/// `auto_sni` and `auto_san_validation`: a server outside of the mesh is called, and has to be, what it is asked for.
/// Envoy takes the name from each request; here it is the host of the cluster's Service, which is what such requests
/// are for. A cluster without one would have to be spoken to unchecked, so it is refused.
record AutoName(String host, boolean sni, boolean validated) {

    /// @param host of the Service, or empty
    static AutoName of(UpstreamHttpProtocolOptions wire, String host) {
        return new AutoName(
                host.startsWith("*") ? "" : host, wire.getAutoSni(), wire.getAutoSanValidation());
    }

    ClientTransport applyTo(ClientTransport transport, Notes notes) {
        return switch (transport) {
            case ClientTransport.Plain plain -> plain;
            case ClientTransport.Tls tls -> named(tls, notes);
        };
    }

    private ClientTransport named(ClientTransport.Tls tls, Notes notes) {
        String name = tls.sni().isEmpty() && sni ? host : tls.sni();
        if (name.isEmpty() && sni) {
            notes.noEffect("auto_sni has no effect without a Service: name the server in sni");
        }
        TlsSettings settings = tls.settings();
        PeerValidation validation = settings.validation();
        if (validated && validation.judges() && validation.names().isEmpty()) {
            if (name.isEmpty()) {
                notes.error(
                        "auto_san_validation isn't known without a Service:"
                                + " name match_typed_subject_alt_names");
            }
            List<SanMatch> names = new ArrayList<>();
            names.add(new SanMatch(SanMatch.Kind.DNS, new StringMatch.Exact(name, true)));
            settings =
                    settings.withValidation(
                            new PeerValidation(
                                    validation.roots(), names, validation.revocations()));
        }
        return new ClientTransport.Tls(settings, name);
    }
}
