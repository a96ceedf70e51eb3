package io.fairlead.proxy.http.forward;

import io.fairlead.proxy.http.codec.Head;
import io.fairlead.proxy.http.retry.Retries;
import io.fairlead.proxy.meter.RequestRecord;
import org.jspecify.annotations.Nullable;

/// The head of a response as decisions and logs see it.
final class ResponseHead implements Retries.ResponseView, RequestRecord.HeaderLookup {

    private Head head = new Head();

    void of(Head next) {
        head = next;
    }

    @Override
    public int status() {
        return head.status();
    }

    @Override
    public @Nullable String header(String name) {
        return head.value(name);
    }

    @Override
    public @Nullable String value(String name) {
        return head.value(name);
    }
}
