package io.fairlead.minicluster.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.install.files.ChartFiles;
import io.fairlead.install.profile.Installation;
import io.fairlead.install.profile.Installation.Outcome;
import io.fairlead.install.profile.Request;
import io.fairlead.install.profile.Request.NamedText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// The mesh of a demo: the objects that `fairlead manifest generate -f FILE` prints.
final class Mesh {

    private Mesh() {}

    /// Objects as documents of YAML, each of them JSON.
    ///
    /// @param operator a file of kind IstioOperator
    /// @throws IOException when a file can't be read, or asks for what can't be; the message says why
    static String objects(Path charts, Path operator) throws IOException {
        Request request =
                new Request(
                        List.of(new NamedText(operator.toString(), Files.readString(operator))),
                        List.of(),
                        List.of(),
                        "",
                        "");
        return switch (new Installation(ChartFiles.read(charts)).plan(request)) {
            case Outcome.Planned planned -> documents(planned.objects());
            case Outcome.Refused(List<String> problems) ->
                    throw new IOException(String.join("; ", problems));
        };
    }

    private static String documents(List<ObjectNode> objects) {
        return objects.stream().map(ObjectNode::toString).collect(Collectors.joining("\n---\n"));
    }
}
