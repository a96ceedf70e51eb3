package io.fairlead.perf.footprint;

import io.fairlead.perf.machine.Memory;
import io.fairlead.perf.machine.ProcessFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The processes of sidecars on this machine.
final class Sidecars {

    private static final String AGENT = "\0proxy\0sidecar\0";
    private static final String POD_NAME = "POD_NAME=";
    private static final int START_TIME = 19; // Of the words after the name, see proc(5).
    private static final long TICKS_PER_SECOND = 100;

    private Sidecars() {}

    /// The agent of each, by the name of its pod.
    static Map<String, ProcessHandle> agents() throws IOException {
        Map<String, ProcessHandle> found = new TreeMap<>();
        for (ProcessHandle process : ProcessHandle.allProcesses().toList()) {
            String line = ProcessFile.text(process, "cmdline");
            // What starts it has its words before it has become Java, and children for a moment.
            if (line.contains(AGENT) && line.substring(0, line.indexOf('\0')).endsWith("java")) {
                pod(process, found);
            }
        }
        return found;
    }

    /// Of an agent and what it has started.
    static Memory memory(ProcessHandle agent) {
        List<Long> all = new ArrayList<>(List.of(agent.pid()));
        agent.descendants().forEach(child -> all.add(child.pid()));
        return Memory.of(all);
    }

    /// How long ago a process began, by the kernel's own clock and to its tick.
    static Duration age(ProcessHandle process) throws IOException {
        String stat = ProcessFile.text(process, "stat");
        String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long began = Long.parseLong(afterName[START_TIME]) * 1_000 / TICKS_PER_SECOND;
        String up = Files.readString(Path.of("/proc/uptime"));
        double now = Double.parseDouble(up.substring(0, up.indexOf(' '))) * 1_000;
        return Duration.ofMillis(Math.round(now) - began);
    }

    private static void pod(ProcessHandle process, Map<String, ProcessHandle> found)
            throws IOException {
        Stream.of(ProcessFile.text(process, "environ").split("\0"))
                .filter(word -> word.startsWith(POD_NAME))
                .findFirst()
                .map(word -> word.substring(POD_NAME.length()))
                .ifPresent(pod -> found.put(pod, process));
    }
}
