package io.fairlead.minicluster.api.cel;

import com.google.common.collect.ImmutableList;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelFunctionOverload;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/// A function that is added to the language, for arguments of certain types: how it is declared, and what it does.
@SuppressWarnings("Immutable") // What a function does holds nothing that changes.
record Function(CelFunctionDecl declaration, CelFunctionBinding binding) {

    /// A type of the language, with the class of its values.
    record ValueType<T>(CelType type, Class<T> values) {}

    /// `name(a)`
    static <A> Function global(
            String name,
            ValueType<A> a,
            ValueType<?> result,
            java.util.function.Function<A, Object> body) {
        return of(false, name, List.of(a), result, all -> body.apply(a.values.cast(all[0])));
    }

    /// `a.name()`
    static <A> Function member(
            ValueType<A> a,
            String name,
            ValueType<?> result,
            java.util.function.Function<A, Object> body) {
        return of(true, name, List.of(a), result, all -> body.apply(a.values.cast(all[0])));
    }

    /// `a.name(b)`
    static <A, B> Function member(
            ValueType<A> a,
            String name,
            ValueType<B> b,
            ValueType<?> result,
            BiFunction<A, B, Object> body) {
        return of(
                true,
                name,
                List.of(a, b),
                result,
                all -> body.apply(a.values.cast(all[0]), b.values.cast(all[1])));
    }

    static Function of(
            boolean member,
            String name,
            List<ValueType<?>> arguments,
            ValueType<?> result,
            CelFunctionOverload body) {
        List<CelType> types = arguments.stream().<CelType>map(ValueType::type).toList();
        String id =
                types.stream()
                        .map(type -> "_" + type.name())
                        .collect(Collectors.joining("", "kubernetes_" + name, ""));
        return new Function(
                CelFunctionDecl.newFunctionDeclaration(
                        name,
                        member
                                ? CelOverloadDecl.newMemberOverload(id, result.type, types)
                                : CelOverloadDecl.newGlobalOverload(id, result.type, types)),
                CelFunctionBinding.from(
                        id,
                        arguments.stream()
                                .<Class<?>>map(ValueType::values)
                                .collect(ImmutableList.toImmutableList()),
                        body));
    }
}
