package io.fairlead.migrate.view;

import java.util.List;

/// One unit: a port of a workload.
///
/// @param unit `namespace/workload:port`
/// @param mode what its policies say: `PERMISSIVE`, `STRICT`, `DISABLE`
/// @param does what its pods do, as they acknowledged: the weakest of them; also `AUDIT` and `TRIAL`
/// @param byPerson true when a person's object makes it STRICT
/// @param phase `OBSERVING`, `READY`, …
/// @param because why it is there
/// @param entered since when, ISO 8601
/// @param pods that live
/// @param since begin of the evidence that counts; empty without any
/// @param trouble why nothing may be changed, or no evidence is possible; empty for nothing
/// @param proven when it was seen last from outside of all its pods, ISO 8601; empty for never
/// @param disproved what was wrong then; empty for nothing
/// @param rules E1 to E6
/// @param blockers what speaks against STRICT
/// @param sources who was seen: first whom STRICT would cut
public record UnitView(
        String unit,
        String mode,
        String does,
        boolean byPerson,
        String phase,
        String because,
        String entered,
        List<String> pods,
        String since,
        String trouble,
        String proven,
        String disproved,
        List<RuleView> rules,
        List<BlockerView> blockers,
        List<SourceView> sources) {

    public UnitView {
        pods = List.copyOf(pods);
        rules = List.copyOf(rules);
        blockers = List.copyOf(blockers);
        sources = List.copyOf(sources);
    }

    /// One of E1 to E6.
    public record RuleView(String id, String name, boolean holds, String says) {}

    /// @param line all of it in one line
    public record BlockerView(String code, String what, String fix, boolean known, String line) {}

    /// Who came, and how.
    ///
    /// @param owner `namespace/workload`, `namespace/sa/account` of somebody who proved it, or an address
    /// @param cause why it is clear text, as far as that can be known
    /// @param fix what whoever runs it can do; empty where nothing has to be done
    /// @param cut STRICT would refuse it
    public record SourceView(
            String kind,
            boolean cut,
            String owner,
            String namespace,
            String workload,
            String pod,
            String serviceAccount,
            String address,
            String cause,
            String fix,
            String detail,
            long connections,
            long requests,
            long refused,
            String first,
            String last) {}
}
