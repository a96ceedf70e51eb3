package io.fairlead.proxy.telemetry;

import io.fairlead.proxy.cel.Expression;
import io.fairlead.proxy.meter.RequestRecord;
import io.fairlead.proxy.meter.ResponseFlag;
import io.fairlead.proxy.model.AccessLog;
import java.util.List;
import java.util.Set;

/// Which requests and connections an access log takes, ready to be asked.
@FunctionalInterface
interface LogFilter {
    int ANY_FLAG = -1;

    boolean takes(RequestRecord request);

    static LogFilter of(AccessLog.Filter filter) {
        return switch (filter) {
            case AccessLog.Filter.Always _ -> _ -> true;
            case AccessLog.Filter.Unknown _ -> _ -> false;
            case AccessLog.Filter.ResponseFlags(Set<String> names) -> flags(names);
            case AccessLog.Filter.Expression(String text) -> expression(text);
            case AccessLog.Filter.All(List<AccessLog.Filter> filters) -> all(filters);
        };
    }

    private static LogFilter flags(Set<String> names) {
        int flags = names.isEmpty() ? ANY_FLAG : bits(names);
        return request -> (request.responseFlags & flags) != 0;
    }

    private static int bits(Set<String> names) {
        int bits = 0;
        for (ResponseFlag flag : ResponseFlag.values()) {
            bits |= names.contains(flag.name()) ? flag.bit() : 0;
        }
        return bits;
    }

    /// What can't be read was told of when it came.
    private static LogFilter expression(String text) {
        return switch (Expression.read(text)) {
            case Expression.Ready(Expression expression) -> expression::holds;
            case Expression.Refused _ -> _ -> false;
        };
    }

    private static LogFilter all(List<AccessLog.Filter> filters) {
        List<LogFilter> ready = filters.stream().map(LogFilter::of).toList();
        return request -> {
            for (LogFilter filter : ready) {
                if (!filter.takes(request)) {
                    return false;
                }
            }
            return true;
        };
    }
}
