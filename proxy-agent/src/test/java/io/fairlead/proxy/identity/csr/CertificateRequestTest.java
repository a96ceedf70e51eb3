package io.fairlead.proxy.identity.csr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.proxy.identity.verify.SpiffeId;
import java.io.StringReader;
import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.util.stream.Stream;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class CertificateRequestTest {
    private static final SpiffeId ID = SpiffeId.workload("cluster.local", "shop", "cart");

    static Stream<KeyKind> kinds() {
        return Stream.of(
                KeyKind.standard(), new KeyKind.Ec(KeyKind.Curve.P384), new KeyKind.Rsa(2048));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void bouncyCastleReadsItAndWouldWriteTheSameBytes(KeyKind kind) throws Exception {
        KeyPair key = kind.generate();

        PKCS10CertificationRequest csr = parse(CertificateRequest.pem(key, kind, ID));

        assertThat(new JcaPEMKeyConverter().getPublicKey(csr.getSubjectPublicKeyInfo()))
                .isEqualTo(key.getPublic());
        assertThat(
                        csr.isSignatureValid(
                                new JcaContentVerifierProviderBuilder().build(key.getPublic())))
                .isTrue();
        // Encoding what was decoded gives DER, so equal bytes mean that ours were DER.
        assertThat(csr.toASN1Structure().getEncoded("DER")).isEqualTo(csr.getEncoded());
        assertThat(csr.getSubject().getRDNs()).isEmpty();
        Extensions extensions =
                Extensions.getInstance(
                        csr.getAttributes(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest)[0]
                                .getAttrValues()
                                .getObjectAt(0));
        GeneralNames names =
                GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName);
        assertThat(names.getNames())
                .containsExactly(
                        new GeneralName(GeneralName.uniformResourceIdentifier, ID.toString()));
    }

    @Test
    void keysAreOfTheKindAskedFor() {
        assertThat(((ECPublicKey) KeyKind.standard().generate().getPublic()).getParams().getOrder())
                .satisfies(order -> assertThat(order.bitLength()).isEqualTo(256));
    }

    @Test
    void weakAndHugeKeysAreRefused() {
        assertThatThrownBy(() -> new KeyKind.Rsa(1024)).hasMessageContaining("2048");
        assertThatThrownBy(() -> new KeyKind.Rsa(16_384)).hasMessageContaining("8192");
    }

    private static PKCS10CertificationRequest parse(String pem) throws Exception {
        assertThat(pem).startsWith("-----BEGIN CERTIFICATE REQUEST-----\n");
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            return (PKCS10CertificationRequest) parser.readObject();
        }
    }
}
