package org.adtgateway.reference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.adtgateway.reference.Page.Sample;

/**
 * How each operation is called, cut out of programs that tests run: from the guide the calls of curl, by their URLs; from the others what stands
 * between {@code sample: NAMES} and {@code end} in comments, where a name is an operationId or "setup". An operation that a program does not call
 * has no sample in its language.
 */
final class Samples {
    /** The name of what comes before the calls of any operation. */
    static final String SETUP = "setup";

    /** The guide, whose commands a test runs as they are. */
    static final String GUIDE = "docs/api-guide.md";

    /** The programs, in the order in which the languages are shown; tests run each of them, at the times that docs/adr/0024 names. */
    static final Map<String, String> PROGRAMS = programs();

    private static final Map<String, String> LABELS =
            Map.of("curl", "curl", "java", "Java", "typescript", "TypeScript", "python", "Python", "adt", "adt");

    private static final Pattern REGION = Pattern.compile(
            "^ *(?://|#) sample: ([\\w ]+)\\n(.*?)^ *(?://|#) end$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern BEGIN = Pattern.compile("^ *(?://|#) sample: ", Pattern.MULTILINE);
    private static final Pattern BLOCK = Pattern.compile("```bash\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern CALL = Pattern.compile("\\$U(/v1/[^\\s\"'?|)]*)");
    private static final Pattern METHOD = Pattern.compile("\\s-X (\\w+)");
    private static final Pattern BODY = Pattern.compile("\\s-[Fd] ");
    private static final Pattern COMMENT = Pattern.compile("\\s#.*");
    private static final Pattern FUNCTION_OF_THE_SETUP = Pattern.compile("^as\\(\\)", Pattern.MULTILINE);

    private final Map<String, Map<String, String>> byName;

    private Samples(Map<String, Map<String, String>> byName) {
        this.byName = byName;
    }

    private static Map<String, String> programs() {
        Map<String, String> programs = new LinkedHashMap<>();
        programs.put("java", "server/src/test/java/org/adtgateway/sandbox/JavaSamples.java");
        programs.put("typescript", "api-spec/src/sdks/typescript/test/journey.ts");
        programs.put("python", "api-spec/src/sdks/python/test/journey.py");
        programs.put("adt", "server/src/test/samples/adt.sh");
        return programs;
    }

    /** Reads them all; fails for a sample of something that is not an operation. */
    static Samples read(Path root, Map<String, String> operationsByCall) throws IOException {
        Map<String, Map<String, String>> byName = new LinkedHashMap<>();
        ofGuide(Files.readString(root.resolve(GUIDE)), operationsByCall)
                .forEach((name, code) -> add(byName, name, "curl", code));
        for (Map.Entry<String, String> program : PROGRAMS.entrySet()) {
            regions(Files.readString(root.resolve(program.getValue()))).forEach((name, code) -> {
                if (!name.equals(SETUP) && !operationsByCall.containsValue(name)) {
                    throw new IllegalArgumentException(program.getValue() + " has a sample of " + name
                            + ", which is no operation of the contract");
                }
                add(byName, name, program.getKey(), code);
            });
        }
        return new Samples(byName);
    }

    private static void add(Map<String, Map<String, String>> byName, String name, String language, String code) {
        byName.computeIfAbsent(name, key -> new LinkedHashMap<>()).put(language, code);
    }

    /** Returns the samples of an operation, or the setup. */
    List<Sample> of(String name) {
        return byName.getOrDefault(name, Map.of()).entrySet().stream()
                .map(sample -> new Sample(
                        sample.getKey(),
                        String.valueOf(LABELS.get(sample.getKey())),
                        Highlighter.html(sample.getKey(), sample.getValue())))
                .toList();
    }

    /** Returns what stands between the marks, by name, moved to the left; regions of the same name follow one another. */
    static Map<String, String> regions(String program) {
        Map<String, String> regions = new LinkedHashMap<>();
        Matcher matcher = REGION.matcher(program);
        int count = 0;
        while (matcher.find()) {
            count++;
            String code = matcher.group(2).stripTrailing().stripIndent();
            for (String name : matcher.group(1).split(" ", -1)) {
                regions.merge(name, code, (first, second) -> first + "\n" + second);
            }
        }
        if (count != BEGIN.matcher(program).results().count()) {
            throw new IllegalArgumentException("a sample has no end: " + regions.keySet());
        }
        return regions;
    }

    /** Returns the commands of the guide by operationId, with the commands that prepare for them: of each operation the first block that has it. */
    static Map<String, String> ofGuide(String guide, Map<String, String> operationsByCall) {
        Map<String, String> samples = new LinkedHashMap<>();
        Matcher blocks = BLOCK.matcher(guide);
        while (blocks.find()) {
            if (FUNCTION_OF_THE_SETUP.matcher(blocks.group(1)).find()) {
                samples.put(SETUP, blocks.group(1).strip());
            } else {
                ofBlock(blocks.group(1), operationsByCall).forEach(samples::putIfAbsent);
            }
        }
        return samples;
    }

    private static Map<String, String> ofBlock(String block, Map<String, String> operationsByCall) {
        Map<String, String> samples = new LinkedHashMap<>();
        List<String> before = new ArrayList<>();
        String last = "";
        for (String command : commands(block)) {
            before.add(command);
            Matcher call = CALL.matcher(command);
            if (call.find()) {
                last = operation(command, call.group(1), operationsByCall);
                samples.merge(last, String.join("\n", before), (first, second) -> first + "\n" + second);
                before.clear();
            }
        }
        if (!last.isEmpty() && !before.isEmpty()) {
            samples.merge(last, String.join("\n", before), (first, second) -> first + "\n" + second);
        }
        return samples;
    }

    /** Splits a block into commands; one may go on over several lines. */
    private static List<String> commands(String block) {
        List<String> commands = new ArrayList<>();
        StringBuilder open = new StringBuilder();
        for (String line : block.strip().lines().toList()) {
            open.append(open.isEmpty() ? "" : "\n").append(line);
            String withoutComments = COMMENT.matcher(open).replaceAll("");
            boolean inQuotes = withoutComments.chars().filter(c -> c == '\'').count() % 2 == 1;
            if (!line.endsWith("\\") && !inQuotes) {
                commands.add(open.toString());
                open.setLength(0);
            }
        }
        if (!open.isEmpty()) {
            throw new IllegalArgumentException("a command of the guide has no end: " + open);
        }
        return commands;
    }

    private static String operation(String command, String path, Map<String, String> operationsByCall) {
        Matcher named = METHOD.matcher(command);
        String method = named.find() ? named.group(1) : BODY.matcher(command).find() ? "POST" : "GET";
        return operationsByCall.entrySet().stream()
                .filter(operation ->
                        (method + " " + path).matches(operation.getKey().replaceAll("\\{\\w+}", "[^/]+")))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "the guide calls " + method + " " + path + ", which is no operation of the contract"));
    }
}
