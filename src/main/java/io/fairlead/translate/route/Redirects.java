package io.fairlead.translate.route;

import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.route.v3.DirectResponseAction;
import io.envoyproxy.envoy.config.route.v3.RedirectAction;
import io.envoyproxy.envoy.config.route.v3.RedirectAction.RedirectResponseCode;
import io.fairlead.model.route.HttpAction;
import java.util.Base64;

/// Answers that the proxy gives by itself.
final class Redirects {
    private Redirects() {}

    static RedirectAction of(HttpAction.Redirect written, int port) {
        RedirectAction.Builder redirect =
                RedirectAction.newBuilder().setResponseCode(code(written.code()));
        if (!written.authority().isEmpty()) {
            redirect.setHostRedirect(written.authority());
        }
        if (!written.uri().isEmpty()) {
            redirect.setPathRedirect(written.uri());
        } else if (!written.prefixRewrite().isEmpty()) {
            redirect.setPrefixRewrite(written.prefixRewrite());
        }
        if (!written.scheme().isEmpty()) {
            redirect.setSchemeRedirect(written.scheme());
        }
        if (written.port() > 0) {
            redirect.setPortRedirect(written.port());
        } else if (written.derivePort() == HttpAction.PortDerivation.FROM_REQUEST_PORT) {
            redirect.setPortRedirect(port);
        }
        return redirect.build();
    }

    static DirectResponseAction direct(HttpAction.DirectResponse written) {
        DirectResponseAction.Builder response =
                DirectResponseAction.newBuilder().setStatus(written.status());
        switch (written.body()) {
            case HttpAction.Body.Text(String value) -> {
                if (!value.isEmpty()) {
                    response.setBody(DataSource.newBuilder().setInlineString(value));
                }
            }
            case HttpAction.Body.Base64(String value) ->
                    response.setBody(
                            DataSource.newBuilder()
                                    .setInlineBytes(
                                            ByteString.copyFrom(
                                                    Base64.getMimeDecoder().decode(value))));
        }
        return response.build();
    }

    private static RedirectResponseCode code(int written) {
        return switch (written) {
            case 302 -> RedirectResponseCode.FOUND;
            case 303 -> RedirectResponseCode.SEE_OTHER;
            case 307 -> RedirectResponseCode.TEMPORARY_REDIRECT;
            case 308 -> RedirectResponseCode.PERMANENT_REDIRECT;
            default -> RedirectResponseCode.MOVED_PERMANENTLY;
        };
    }
}
