package io.fairlead.ingest.validate;

import io.fairlead.model.config.Gateway;
import io.fairlead.model.config.Problem.Told;
import io.fairlead.model.route.GatewayServer;
import io.fairlead.model.route.GatewayServer.Way;
import io.fairlead.model.route.GatewayTls;
import io.fairlead.model.route.GatewayTls.Mode;
import io.fairlead.model.service.Protocol;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// Istio's rules for a Gateway.
record GatewayRules(Findings findings) {
    private static final String SECRETS = "kubernetes://";
    private static final Pattern SECRET_NAME =
            Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");

    void check(Gateway gateway) {
        Names names = new Names(findings);
        names.labels(gateway.selector(), "spec.selector");
        if (gateway.servers().isEmpty()) {
            error(
                    "missing-servers",
                    "spec.servers",
                    "there are no servers",
                    "a Gateway says on which ports proxies listen",
                    "add servers:");
        }
        Map<String, Integer> ports = new HashMap<>();
        for (int i = 0; i < gateway.servers().size(); i++) {
            GatewayServer server = gateway.servers().get(i);
            String field = "spec.servers[" + i + "]";
            server(server, field, names);
            Integer first = ports.putIfAbsent(server.number() + "/" + server.portName(), i);
            if (first != null && server.way() == Way.HTTPS) {
                error(
                        "duplicate-port",
                        field + ".port.name",
                        "spec.servers[%d] has the same port and name".formatted(first),
                        "routes of a server with TLS are named by its port's number and name",
                        "give it another name");
            }
        }
    }

    private void server(GatewayServer server, String field, Names names) {
        names.port(server.number(), field + ".port.number");
        if (server.portName().isEmpty()) {
            error(
                    "empty-value",
                    field + ".port.name",
                    "the port has no name",
                    "a port of a Gateway has a number, a protocol and a name",
                    "add name: http");
        }
        if (server.protocol() == Protocol.AUTO) {
            error(
                    "bad-protocol",
                    field + ".port.protocol",
                    "the port has no protocol that is known",
                    "a port of a Gateway has a number, a protocol and a name",
                    "add protocol: HTTP");
        }
        if (server.bind().startsWith("unix:")) {
            error(
                    "not-carried",
                    field + ".bind",
                    "Unix sockets aren't carried",
                    "a gateway listens on an address",
                    "drop bind:");
        }
        hosts(server, field, names);
        tls(server, field);
    }

    private void hosts(GatewayServer server, String field, Names names) {
        if (server.hosts().isEmpty()) {
            error(
                    "missing-hosts",
                    field + ".hosts",
                    "there are no hosts",
                    "a server says for which hosts it is",
                    "add hosts: [\"*\"]");
        }
        for (int i = 0; i < server.hosts().size(); i++) {
            String written = server.hosts().get(i);
            String at = field + ".hosts[" + i + "]";
            int slash = written.indexOf('/');
            String namespace = slash < 0 ? "*" : written.substring(0, slash);
            if (!namespace.equals("*") && !namespace.equals(".")) {
                names.dnsLabel(namespace, at, "namespace");
            }
            names.host(GatewayServer.nameOf(written), at);
        }
    }

    private void tls(GatewayServer server, String field) {
        GatewayTls tls = server.tls();
        boolean encrypted =
                server.protocol() == Protocol.HTTPS || server.protocol() == Protocol.TLS;
        if (tls == null) {
            if (encrypted) {
                error(
                        "missing-field",
                        field + ".tls",
                        "%s without tls".formatted(server.protocol()),
                        "a server of protocol HTTPS or TLS says what becomes of TLS",
                        "add tls: {mode: SIMPLE, credentialName: NAME}, or mode: PASSTHROUGH");
            }
            return;
        }
        String at = field + ".tls";
        if (tls.httpsRedirect() && server.way() != Way.HTTP) {
            error(
                    "idle-field",
                    at + ".httpsRedirect",
                    "httpsRedirect on a port of protocol %s".formatted(server.protocol()),
                    "requests in clear are redirected to https",
                    "set it at the server of protocol HTTP");
        }
        if (server.protocol().isHttp() && tls.ends()) {
            error(
                    "bad-tls",
                    at + ".mode",
                    "mode %s on a port of protocol %s".formatted(tls.mode(), server.protocol()),
                    "TLS ends at ports of protocol HTTPS or TLS",
                    "write protocol: HTTPS");
        }
        if (tls.mode() == Mode.AUTO_PASSTHROUGH) {
            error(
                    "not-carried",
                    at + ".mode",
                    "AUTO_PASSTHROUGH isn't carried",
                    "it joins meshes over networks, of which there is one",
                    "write mode: PASSTHROUGH and a VirtualService with tls routes");
        }
        if (encrypted || tls.ends()) {
            certificates(tls, at);
        }
    }

    private void certificates(GatewayTls tls, String at) {
        if (!tls.ends() || tls.mode() == Mode.ISTIO_MUTUAL) {
            boolean written =
                    !tls.credentialName().isEmpty()
                            || !tls.serverCertificate().isEmpty()
                            || !tls.privateKey().isEmpty();
            if (written) {
                error(
                        "idle-field",
                        at,
                        "certificates with mode " + tls.mode(),
                        "the certificate is the server's behind it, or the mesh's",
                        "drop them, or write mode: SIMPLE");
            }
            return;
        }
        boolean files = !tls.serverCertificate().isEmpty() || !tls.privateKey().isEmpty();
        if (!tls.credentialName().isEmpty()) {
            secret(tls.credentialName(), at + ".credentialName");
            if (files || !tls.caCertificates().isEmpty()) {
                error(
                        "exclusive-fields",
                        at + ".credentialName",
                        "credentialName and files are written together",
                        "certificates come from a Secret or from files",
                        "keep one of them; a Secret has its CA in ca.crt");
            }
        } else if (tls.serverCertificate().isEmpty() || tls.privateKey().isEmpty()) {
            error(
                    "missing-field",
                    at,
                    "mode %s without a certificate".formatted(tls.mode()),
                    "a server shows a certificate: from a Secret, or from two files",
                    "add credentialName: NAME");
        } else if (tls.asksForClients() && tls.caCertificates().isEmpty()) {
            error(
                    "missing-field",
                    at + ".caCertificates",
                    "mode %s without caCertificates".formatted(tls.mode()),
                    "clients are believed by an authority",
                    "add caCertificates: FILE");
        }
        if (!tls.caCertCredentialName().isEmpty()) {
            secret(tls.caCertCredentialName(), at + ".caCertCredentialName");
        }
    }

    private void secret(String written, String field) {
        String name = written.startsWith(SECRETS) ? written.substring(SECRETS.length()) : written;
        if (!SECRET_NAME.matcher(name).matches()) {
            error(
                    "bad-name",
                    field,
                    "\"" + written + "\" is not the name of a Secret",
                    "certificates come from a Secret of the gateway's own namespace",
                    "write its name, without a namespace");
        }
    }

    private void error(String code, String field, String what, String rule, String fix) {
        findings.error(code, field, new Told(what, rule, fix));
    }
}
