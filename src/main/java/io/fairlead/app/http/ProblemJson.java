package io.fairlead.app.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.config.Problem;
import java.util.Locale;

/// One entry of `/debug/problems`.
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record ProblemJson(
        String file,
        int line,
        String severity,
        String code,
        String object,
        String field,
        String message,
        String rule,
        String fix) {

    static ProblemJson of(Problem problem) {
        ObjectKey object = problem.object();
        return new ProblemJson(
                problem.file(),
                problem.line(),
                problem.severity().name().toLowerCase(Locale.ROOT),
                problem.code(),
                object == null ? "" : object.toString(),
                problem.field(),
                problem.message(),
                problem.rule(),
                problem.fix());
    }
}
