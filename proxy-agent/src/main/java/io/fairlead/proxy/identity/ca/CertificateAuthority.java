package io.fairlead.proxy.identity.ca;

import java.time.Duration;
import java.util.List;

/// Port to a CA.
@FunctionalInterface
public interface CertificateAuthority {

    /// What became of a request.
    sealed interface Answer {
        /// @param parts PEM: leaf, intermediates, last the roots; not yet judged
        record Signed(List<String> parts) implements Answer {
            public Signed {
                parts = List.copyOf(parts);
            }
        }

        /// None was signed.
        ///
        /// @param cause in one word, for counters
        /// @param message what to tell people
        record Failed(Cause cause, String message) implements Answer {}
    }

    /// Why none was signed; the names are those of counters.
    enum Cause {
        /// No connection, no answer in time, or the CA said that it is busy.
        UNAVAILABLE,
        /// The CA doesn't believe who this is.
        UNAUTHENTICATED,
        /// The CA knows who this is and says no.
        DENIED,
        /// The CA doesn't take the request.
        INVALID,
        /// What it sent isn't its protocol.
        GARBLED
    }

    /// Asks once; waits for the answer, not for ever.
    ///
    /// @param csr PKCS#10 as PEM
    /// @param life wanted
    Answer sign(String csr, Duration life) throws InterruptedException;
}
