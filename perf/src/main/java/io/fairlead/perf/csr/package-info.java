/// Plays workloads that ask the daemon for certificates, in a process of its own.
///
/// In: an [io.fairlead.perf.csr.Order] a line. Out: an [io.fairlead.perf.csr.Answer] a line. Never: less than a sidecar
/// does: TLS to the secured port, a token for each call, Istio's CSR API. Start reading at
/// [io.fairlead.perf.csr.Applicants].
@NullMarked
package io.fairlead.perf.csr;

import org.jspecify.annotations.NullMarked;
