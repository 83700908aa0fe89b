package org.adtgateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** An empty project of another language, with one of the packages that {@code mvn -Psdks} makes installed in it. */
abstract class ClientProject {
    /** What {@code mvn -Psdks} leaves. */
    static final Path SDKS = Path.of(System.getProperty("sdks", ""));

    private static final Path SOURCES =
            Path.of(System.getProperty("rootDir", "")).resolve("api-spec/src/sdks");
    private static final int MINUTES = 8;

    private final String language;
    final Path folder;

    private ClientProject(String language, Path folder) {
        this.language = language;
        this.folder = folder;
    }

    /** Sets the project up. Its tests are skipped, by name, where the machine lacks what it needs. */
    static ClientProject typescript(Path folder) throws Exception {
        return new TypeScript(folder);
    }

    /** Sets the project up. Its tests are skipped, by name, where the machine lacks what it needs. */
    static ClientProject python(Path folder) throws Exception {
        return new Python(folder);
    }

    /** Runs one of the programs in the project, and returns what it printed. */
    abstract String run(String program, String... arguments) throws Exception;

    static Path source(String name) {
        return SOURCES.resolve(name);
    }

    static Path packaged(String ending) throws IOException {
        try (Stream<Path> files = Files.list(SDKS.resolve("packages"))) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Returns the blocks of code of a package's README in turn, the program first. */
    List<String> readme() throws IOException {
        String text = Files.readString(source(language + "/README.md"));
        Matcher block =
                Pattern.compile("```(?:ts|python)\n(.*?)```", Pattern.DOTALL).matcher(text);
        List<String> blocks = new ArrayList<>();
        while (block.find()) {
            blocks.add(block.group(1));
        }
        return blocks;
    }

    void copyPrograms() throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> files = Files.list(source(language + "/test"))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
    }

    static void need(String client, String what, boolean there) {
        if (!there) {
            String reason =
                    "The client " + client + " is left out: it needs " + what + ", which this machine does not have.";
            System.out.println(reason);
            abort(reason);
        }
    }

    static boolean runs(String... command) {
        try {
            return start(Path.of("."), command).waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static String execute(Path in, String... command) throws Exception {
        Process process = start(in, command);
        assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).isTrue();
        String output = Files.readString(in.resolve("output"), StandardCharsets.UTF_8);
        assertThat(process.exitValue())
                .as("%s:%n%s", String.join(" ", command), output)
                .isZero();
        return output;
    }

    private static Process start(Path in, String... command) throws IOException {
        File output = in.equals(Path.of(".")) ? null : in.resolve("output").toFile();
        Process process = new ProcessBuilder(command)
                .directory(in.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output == null ? ProcessBuilder.Redirect.DISCARD : ProcessBuilder.Redirect.to(output))
                .start();
        process.getOutputStream().close();
        return process;
    }

    private static String[] command(String first, String second, String... more) {
        return Stream.concat(Stream.of(first, second), Arrays.stream(more)).toArray(String[]::new);
    }

    /** Calls pip in the environment of a project of Python, without waiting long for what is not there. */
    static String[] pip(Path folder, String verb, String... more) {
        String python = folder.resolve("environment/bin/python").toString();
        List<String> command = new ArrayList<>(List.of(python, "-m", "pip", verb, "--retries", "0", "--timeout", "20"));
        command.addAll(List.of(more));
        return command.toArray(String[]::new);
    }

    private static final class TypeScript extends ClientProject {
        private static final String OLD = "process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)";

        TypeScript(Path folder) throws Exception {
            super("typescript", folder);
            need("for TypeScript", "Node.js 20 or later", runs("node", "-e", OLD));
            need("for TypeScript", "npm with its registry", runs("npm", "ping"));
            copyPrograms();
            Files.writeString(folder.resolve("readme.ts"), readme().get(0));
            Files.writeString(folder.resolve("snippets.ts"), snippets());
            String tarball = packaged(".tgz").toString();
            execute(folder, "npm", "install", "--no-audit", "--no-fund", "--no-package-lock", tarball);
            execute(folder, "node", "node_modules/typescript/bin/tsc");
        }

        /** What else the README shows, to be compiled. */
        private String snippets() throws IOException {
            StringBuilder code = new StringBuilder(
                            "import { AdtGatewayError, ResultUnknownError } from 'adt-gateway-client';\n")
                    .append(readme().get(0))
                    .append("const cursor = '', table = new Uint8Array();\n");
            readme().stream()
                    .skip(1)
                    .forEach(block -> code.append("{\n").append(block).append("}\n"));
            return code.toString();
        }

        @Override
        String run(String program, String... arguments) throws Exception {
            return execute(folder, command("node", program + ".js", arguments));
        }
    }

    private static final class Python extends ClientProject {
        private static final String OLD = "import sys, venv; sys.exit(sys.version_info < (3, 10))";

        Python(Path folder) throws Exception {
            super("python", folder);
            need("for Python", "Python 3.10 or later with venv", runs("python3", "-c", OLD));
            copyPrograms();
            Files.writeString(folder.resolve("readme.py"), readme().get(0));
            for (String block : readme()) {
                Files.writeString(folder.resolve("snippet.py"), block);
                execute(folder, "python3", "-m", "py_compile", "snippet.py");
            }
            execute(folder, "python3", "-m", "venv", "environment");
            need(
                    "for Python",
                    "pip with a source of cryptography 45 and asn1crypto 1.5",
                    runs(pip(folder, "install", "--quiet", packaged(".whl").toString())));
        }

        @Override
        String run(String program, String... arguments) throws Exception {
            return execute(folder, command("environment/bin/python", program + ".py", arguments));
        }
    }
}
