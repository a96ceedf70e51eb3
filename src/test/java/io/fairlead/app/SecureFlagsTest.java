package io.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

class SecureFlagsTest {

    @Command
    static final class Holder {
        @Mixin SecureFlags flags;

        /// For picocli, which sets the field.
        @SuppressWarnings("NullAway.Init")
        Holder() {}
    }

    @Test
    void withoutACaDirectoryThereIsNoSecuredPort() {
        assertThat(parse()).isNull();
    }

    @Test
    void aCaDirectoryIsEnough() {
        SecureOptions options = Objects.requireNonNull(parse("--ca-dir", "/tmp/ca"));

        assertThat(options.address().getPort()).isEqualTo(15012);
        assertThat(options.address().getAddress().isAnyLocalAddress()).isTrue();
        assertThat(options.tokenAudience()).isEqualTo("istio-ca");
        assertThat(options.issuing()).isTrue();
        assertThat(options.allowExpiringRoot()).isFalse();
        assertThat(options.trustDomain()).isEmpty();
    }

    @Test
    void theAudienceOfTheServerItselfIsItsOwnToKnow() {
        SecureOptions options =
                Objects.requireNonNull(
                        parse(
                                "--ca-dir=/tmp/ca",
                                "--token-audience=",
                                "--token-review=https://kubernetes.default.svc"));
        assertThat(options.tokenAudience()).isEmpty();
        assertThatThrownBy(() -> parse("--ca-dir=/tmp/ca", "--token-audience="))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("only an API server knows its own");
    }

    @Test
    void everythingCanBeChosen() {
        SecureOptions options =
                Objects.requireNonNull(
                        parse(
                                "--ca-dir=/tmp/ca",
                                "--secure=127.0.0.1:0",
                                "--cacerts=/etc/cacerts",
                                "--token-jwks=/etc/jwks.json",
                                "--token-issuer=https://cluster",
                                "--token-review=https://kubernetes.default.svc",
                                "--trust-domain=example.org",
                                "--discovery-name=istiod.example.org",
                                "--no-ca",
                                "--allow-expiring-root"));

        assertThat(options.issuing()).isFalse();
        assertThat(options.allowExpiringRoot()).isTrue();
        assertThat(options.discoveryNames()).isEqualTo(List.of("istiod.example.org"));
        assertThat(options.trustDomain()).isEqualTo("example.org");
        assertThat(options.tokenReview())
                .isEqualTo(
                        new SecureOptions.Review(
                                URI.create("https://kubernetes.default.svc"),
                                Path.of("/var/run/secrets/kubernetes.io/serviceaccount")));
    }

    @Test
    void whatWouldHaveNoEffectIsRefused() {
        assertThatThrownBy(() -> parse("--cacerts", "/etc/cacerts"))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("need --ca-dir");
        assertThatThrownBy(() -> parse("--ca-dir", "/tmp/ca", "--trust-domain", "Example_"))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("no lower-case DNS name");
        assertThatThrownBy(() -> parse("--ca-dir", "/tmp/ca", "--token-review", "http://a:6443"))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("is no https://HOST:PORT");
    }

    private static @Nullable SecureOptions parse(String... arguments) {
        Holder holder = new Holder();
        new CommandLine(holder).parseArgs(arguments);
        return holder.flags.options();
    }
}
