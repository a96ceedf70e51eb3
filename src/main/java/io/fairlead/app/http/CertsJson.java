package io.fairlead.app.http;

import io.fairlead.ca.view.AuthorityView;
import io.fairlead.ca.view.CaView;
import io.fairlead.ca.view.CertificateView;
import java.util.List;

/// `/debug/certs`: the authority, and who has which certificate.
record CertsJson(AuthorityJson authority, List<CertificateJson> certificates) {

    record AuthorityJson(
            String name,
            String serial,
            String origin,
            String notBefore,
            String notAfter,
            List<String> roots) {}

    record CertificateJson(
            String identity,
            String serial,
            String notBefore,
            String notAfter,
            String issuer,
            String caller,
            String pod,
            String proof) {}

    static CertsJson of(CaView view) {
        AuthorityView ca = view.authority();
        return new CertsJson(
                new AuthorityJson(
                        ca.name(),
                        ca.serial(),
                        ca.origin(),
                        ca.notBefore().toString(),
                        ca.notAfter().toString(),
                        ca.roots()),
                view.certificates().stream().map(CertsJson::of).toList());
    }

    private static CertificateJson of(CertificateView one) {
        return new CertificateJson(
                one.identity(),
                one.serial(),
                one.notBefore().toString(),
                one.notAfter().toString(),
                one.issuer(),
                one.caller(),
                one.pod(),
                one.proof());
    }
}
