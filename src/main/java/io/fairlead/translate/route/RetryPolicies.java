package io.fairlead.translate.route;

import io.envoyproxy.envoy.config.route.v3.RetryPolicy;
import io.envoyproxy.envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate;
import io.fairlead.model.route.Retries;
import io.fairlead.translate.input.Extension;
import io.fairlead.translate.input.Protos;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Retries: Istio's two where nothing is written, and what is written.
final class RetryPolicies {
    private static final String BY_STATUS = "retriable-status-codes";
    private static final String STANDARD_CONDITIONS =
            "connect-failure,refused-stream,unavailable,cancelled," + BY_STATUS;
    private static final int STANDARD_ATTEMPTS = 2;
    private static final int HOST_ATTEMPTS = 5;
    private static final Pattern STATUS = Pattern.compile("[1-5]\\d\\d");

    private RetryPolicies() {}

    /// @param elsewhere a retry looks for a host that has not failed yet; not where a hash decides
    static RetryPolicy standard(boolean elsewhere) {
        return base(STANDARD_ATTEMPTS, elsewhere).setRetryOn(STANDARD_CONDITIONS).build();
    }

    static RetryPolicy of(Retries written, boolean elsewhere) {
        boolean avoid =
                written.ignorePreviousHosts() == null ? elsewhere : written.ignorePreviousHosts();
        RetryPolicy.Builder policy = base(written.attempts(), avoid && elsewhere);
        if (written.retryOn().isEmpty()) {
            policy.setRetryOn(STANDARD_CONDITIONS);
        } else {
            conditions(written.retryOn(), policy);
        }
        if (written.perTryTimeout() != null) {
            policy.setPerTryTimeout(Protos.duration(written.perTryTimeout()));
        }
        if (written.backoff() != null) {
            policy.getRetryBackOffBuilder().setBaseInterval(Protos.duration(written.backoff()));
        }
        return policy.build();
    }

    private static RetryPolicy.Builder base(int attempts, boolean elsewhere) {
        RetryPolicy.Builder policy =
                RetryPolicy.newBuilder().setNumRetries(Protos.uint32(attempts));
        if (elsewhere) {
            policy.addRetryHostPredicate(
                            RetryPolicy.RetryHostPredicate.newBuilder()
                                    .setName(Extension.PREVIOUS_HOSTS.id())
                                    .setTypedConfig(
                                            Protos.any(
                                                    PreviousHostsPredicate.getDefaultInstance())))
                    .setHostSelectionRetryMaxAttempts(HOST_ATTEMPTS);
        }
        return policy;
    }

    /// Numbers in `retryOn` are status codes; Envoy wants them apart.
    private static void conditions(String retryOn, RetryPolicy.Builder policy) {
        List<String> words = new ArrayList<>();
        for (String part : retryOn.split(",", -1)) {
            String word = part.strip();
            if (STATUS.matcher(word).matches()) {
                policy.addRetriableStatusCodes(Integer.parseInt(word));
            } else if (!word.isEmpty()) {
                words.add(word);
            }
        }
        if (policy.getRetriableStatusCodesCount() > 0 && !words.contains(BY_STATUS)) {
            words.add(BY_STATUS);
        }
        policy.setRetryOn(String.join(",", words));
    }
}
