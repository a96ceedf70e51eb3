package io.fairlead.ca.sign;

import io.fairlead.ca.view.CertificateView;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.locks.ReentrantLock;

/// Who has which certificate: the last one of each caller, as far as this daemon issued it.
final class Ledger {

    private static final int ENTRIES_MAX = 20_000;

    /// A caller fetches for one identity from one place.
    private record Holder(String identity, String caller) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final SequencedMap<Holder, CertificateView> entries = new LinkedHashMap<>();

    /// A renewal by certificate does not say which pod it is; the token before it did.
    void add(CertificateView certificate) {
        lock.lock();
        try {
            Holder holder = new Holder(certificate.identity(), certificate.caller());
            CertificateView before = entries.get(holder);
            entries.putLast(
                    holder,
                    before != null && certificate.pod().isEmpty()
                            ? certificate.withPod(before.pod())
                            : certificate);
            if (entries.size() > ENTRIES_MAX) {
                entries.pollFirstEntry();
            }
        } finally {
            lock.unlock();
        }
    }

    /// What is still valid, by identity.
    List<CertificateView> valid(Instant now) {
        lock.lock();
        try {
            entries.values().removeIf(one -> one.notAfter().isBefore(now));
            return entries.values().stream()
                    .sorted(
                            Comparator.comparing(CertificateView::identity)
                                    .thenComparing(CertificateView::caller))
                    .toList();
        } finally {
            lock.unlock();
        }
    }
}
