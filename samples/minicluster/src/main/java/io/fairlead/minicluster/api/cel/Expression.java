package io.fairlead.minicluster.api.cel;

import com.google.common.base.Throwables;
import com.google.common.cache.CacheBuilder;
import com.google.common.cache.CacheLoader;
import com.google.common.cache.LoadingCache;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.compiler.CelCompilerLibrary;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.CelRuntimeLibrary;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// An expression that was compiled. Its length, its depth, the steps of its loops and its cost are bounded.
public final class Expression {

    private static final int LENGTH_MAX = 16_384;
    private static final int DEPTH_MAX = 100;
    private static final int ITERATIONS_MAX = 100_000;

    private static final CelOptions OPTIONS =
            CelOptions.current()
                    .maxExpressionCodePointSize(LENGTH_MAX)
                    .maxParseRecursionDepth(DEPTH_MAX)
                    .comprehensionMaxIterations(ITERATIONS_MAX)
                    .enableHeterogeneousNumericComparisons(true)
                    .build();

    private static final CelRuntime RUNTIME =
            CelRuntimeFactory.legacyCelRuntimeBuilder()
                    .setOptions(OPTIONS)
                    .addLibraries(
                            List.<CelRuntimeLibrary>of(
                                    CelExtensions.strings(),
                                    CelExtensions.optional(),
                                    CelExtensions.lists(),
                                    CelExtensions.math(),
                                    CelExtensions.sets(OPTIONS),
                                    CelExtensions.comprehensions()))
                    .addFunctionBindings(
                            KubernetesFunctions.ALL.stream().map(Function::binding).toList())
                    .build();

    private static final int KEPT_MAX = 2_000;

    /// What compiling gave. Of too many the one that wasn't asked for longest goes.
    private static final LoadingCache<Key, Compiled> KEPT =
            CacheBuilder.newBuilder()
                    .maximumSize(KEPT_MAX)
                    .build(CacheLoader.from(key -> compile(key.text, key.scope)));

    private final String text;
    private final CelRuntime.Program program;

    private record Key(String text, Scope scope) {}

    private sealed interface Compiled {
        record Good(Expression expression) implements Compiled {}

        record Bad(String message, boolean unknownName) implements Compiled {}
    }

    /// What an expression may name.
    public enum Scope {
        /// A rule of a schema: `self` and `oldSelf`.
        RULE("self", "oldSelf"),
        /// A match condition of a webhook: `object`, `oldObject` and `request`.
        CONDITION("object", "oldObject", "request");

        private final CelCompiler compiler;

        Scope(String... variables) {
            CelCompilerBuilder builder =
                    CelCompilerFactory.standardCelCompilerBuilder()
                            .setOptions(OPTIONS)
                            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                            .addLibraries(
                                    List.<CelCompilerLibrary>of(
                                            CelExtensions.strings(),
                                            CelExtensions.optional(),
                                            CelExtensions.lists(),
                                            CelExtensions.math(),
                                            CelExtensions.sets(OPTIONS),
                                            CelExtensions.comprehensions(),
                                            CelExtensions.bindings()))
                            .addFunctionDeclarations(
                                    KubernetesFunctions.ALL.stream()
                                            .map(Function::declaration)
                                            .toList());
            for (String variable : variables) {
                builder.addVar(variable, SimpleType.DYN);
            }
            this.compiler = builder.build();
        }
    }

    /// An expression that can't be compiled, or not be evaluated for some object.
    public static final class Wrong extends Exception {

        private static final long serialVersionUID = 1;
        private final boolean unknownName;

        private Wrong(String message, boolean unknownName) {
            super(message);
            this.unknownName = unknownName;
        }

        /// Does it only name something that this server doesn't know?
        public boolean isUnknownName() {
            return unknownName;
        }
    }

    private Expression(String text, CelRuntime.Program program) {
        this.text = text;
        this.program = program;
    }

    /// Compiles an expression, or takes the one that was compiled of the same text before.
    ///
    /// @throws Wrong with line and column
    public static Expression of(String text, Scope scope) throws Wrong {
        return switch (KEPT.getUnchecked(new Key(text, scope))) {
            case Compiled.Good(Expression expression) -> expression;
            case Compiled.Bad(String message, boolean unknown) -> throw new Wrong(message, unknown);
        };
    }

    private static Compiled compile(String text, Scope scope) {
        try {
            CelAbstractSyntaxTree tree = scope.compiler.compile(text).getAst();
            return new Compiled.Good(new Expression(text, RUNTIME.createProgram(tree)));
        } catch (CelValidationException wrong) {
            String message = Objects.requireNonNullElse(wrong.getMessage(), "");
            return new Compiled.Bad(
                    "compilation failed: " + message.replaceAll("\\s+", " "),
                    message.contains("undeclared reference")
                            || message.contains("found no matching overload"));
        } catch (CelEvaluationException wrong) {
            return new Compiled.Bad("compilation failed: " + wrong.getMessage(), false);
        }
    }

    /// Does it hold?
    ///
    /// @throws Wrong where it can't be evaluated, or is neither true nor false
    public boolean holds(Variables variables, Budget budget) throws Wrong {
        Object value = value(variables, budget);
        if (value instanceof Boolean holds) {
            return holds;
        }
        throw new Wrong("%s is no boolean: %s".formatted(text, value), false);
    }

    /// Its value.
    ///
    /// @throws Wrong where it has none, or costs too much
    Object value(Variables variables, Budget budget) throws Wrong {
        budget.begin();
        @Nullable CelEvaluationException failure = null;
        @Nullable Object value = null;
        try {
            value = program.trace(variables.values(), (_, made) -> budget.spend(made));
        } catch (CelEvaluationException wrong) {
            failure = wrong;
        }
        // Looked at whatever was made of it: "or" and "and" swallow what fails on one side.
        if (budget.isOverdrawn()) {
            throw new Wrong(
                    budget.isSpent()
                            ? "validation failed due to running out of cost budget,"
                                    + " no further validation rules will be run"
                            : "call cost exceeds limit for rule: " + text,
                    false);
        }
        if (failure != null || value == null) {
            throw new Wrong("%s evaluating rule: %s".formatted(reason(failure), text), false);
        }
        return value;
    }

    /// What a function said, or else the language.
    private static String reason(@Nullable CelEvaluationException wrong) {
        if (wrong == null) {
            return "no value";
        }
        Throwable first = Throwables.getRootCause(wrong);
        return String.valueOf(first.getMessage()).replaceFirst("^evaluation error[^:]*: ", "");
    }
}
