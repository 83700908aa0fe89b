package org.adtgateway.adt;

import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.adtgateway.client.ActKind;
import org.adtgateway.client.FileType;
import org.adtgateway.client.SubmissionStatus;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The {@code adt} command. */
@Command(
        name = "adt",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Adt.Version.class,
        sortOptions = false,
        usageHelpWidth = 110,
        description = "Submits signed ADT and Exit Quarantine files to the gateway, follows them, and checks receipts.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  adt config init                                      set up address, keys and trust, once",
            "  adt me                                               see whether the gateway knows you",
            "  adt check ADT_2026.csv                               a dry run: every fault named, nothing submitted",
            "  adt submit ADT_2026.csv --reference SMSR-1234        sign, submit, keep the receipt",
            "  adt status 3f2b8a52-9d9d-4e0f-8b0e-6c1c9b9d3b11 --watch",
            "",
            "Settings come from options, then the environment (ADT_ADDRESS, ...), then the configuration file.",
            "Exit status: 0 done, 1 failed unexpectedly, 2 usage, 3 refused, 4 outcome unknown,",
            "  5 not reachable, 6 waited for long enough. See client-java/README.md."
        })
public final class Adt implements Runnable {
    private static final List<Class<?>> COMMANDS = List.of(
            MeCommand.class,
            CheckCommand.class,
            SignCommand.class,
            SubmitCommand.class,
            StatusCommand.class,
            ListCommand.class,
            WithdrawCommand.class,
            ReceiptCommand.class,
            VerifyCommand.class,
            WatchCommand.class,
            CollectCommand.class,
            CompleteCommand.class,
            RejectCommand.class,
            KeysCommand.class,
            ConfigCommand.class,
            ShellCompletionCommand.class,
            WarmUpCommand.class);

    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream err;
    private final InputStream in;
    private final boolean terminal;
    private final Map<Setting, String> options = new EnumMap<>(Setting.class);

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Option(
            names = "--json",
            scope = ScopeType.INHERIT,
            description = "Print the result as JSON, and failures as a problem, for scripts.")
    private boolean json;

    @Option(names = "--no-color", scope = ScopeType.INHERIT, description = "No colours, also on a terminal.")
    private boolean plain;

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            hidden = true,
            description = "Show where a failure came from.")
    private boolean debug;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "Configuration file, instead of ADT_CONFIG or the usual one.")
    private @Nullable Path configFile;

    private Adt(Map<String, String> environment, PrintStream out, PrintStream err, InputStream in, boolean terminal) {
        this.environment = environment;
        this.out = out;
        this.err = err;
        this.in = in;
        this.terminal = terminal;
    }

    /** Runs the command and ends the process with its status. */
    @SuppressWarnings("SystemConsoleNull") // from Java 22 on the launcher's word counts, which looks for itself
    public static void main(String[] arguments) {
        String said = System.getProperty("adt.terminal");
        boolean terminal = said == null ? System.console() != null : Boolean.parseBoolean(said);
        System.exit(run(arguments, System.getenv(), System.out, System.err, System.in, terminal));
    }

    static int run(
            String[] arguments,
            Map<String, String> environment,
            PrintStream out,
            PrintStream err,
            InputStream in,
            boolean terminal) {
        Adt adt = new Adt(environment, out, err, in, terminal);
        CommandLine line = new CommandLine(adt, new Commands(adt));
        commands(arguments).forEach(line::addSubcommand);
        for (Setting setting : Setting.values()) {
            adt.addOption(line, setting);
        }
        return line.setOut(new PrintWriter(out, true, Charset.defaultCharset()))
                .setErr(new PrintWriter(err, true, Charset.defaultCharset()))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(FileType.class, new Choices<>(FileType.values()))
                .registerConverter(SubmissionStatus.class, new Choices<>(SubmissionStatus.values()))
                .registerConverter(ActKind.class, new Choices<>(ActKind.values()))
                .setColorScheme(CommandLine.Help.defaultColorScheme(adt.isColour(arguments) ? Ansi.ON : Ansi.OFF))
                .setParameterExceptionHandler(new ErrorReporter(adt))
                .setExecutionExceptionHandler(new ErrorReporter(adt))
                .execute(arguments);
    }

    /** Only the one that is asked for, as it takes a while to set up all; but all for help and for typing errors. */
    private static List<Class<?>> commands(String... arguments) {
        List<Class<?>> asked = COMMANDS.stream()
                .filter(type -> arguments.length > 0
                        && type != ShellCompletionCommand.class
                        && type.getAnnotation(Command.class).name().equals(arguments[0]))
                .toList();
        return asked.isEmpty() ? COMMANDS : asked;
    }

    /** All commands know them; only {@code adt config show} lists them, to keep the help of each command short. */
    private void addOption(CommandLine line, Setting setting) {
        line.getCommandSpec()
                .addOption(CommandLine.Model.OptionSpec.builder(setting.option())
                        .type(String.class)
                        .paramLabel(setting.isPath() ? "FILE" : "TEXT")
                        .description(setting.description())
                        .hidden(setting != Setting.ADDRESS)
                        .scopeType(ScopeType.INHERIT)
                        .setter(new CommandLine.Model.ISetter() {
                            @Override
                            public <T> @Nullable T set(T value) {
                                if (value != null) {
                                    options.put(setting, value.toString());
                                }
                                return null;
                            }
                        })
                        .build());
    }

    /** Without a sub-command: the help. */
    @Override
    public void run() {
        if (spec != null) {
            spec.commandLine().usage(out);
        }
    }

    boolean isDebug() {
        return debug;
    }

    Console console() {
        return console(json);
    }

    Console console(boolean forScripts) {
        return new Console(out, err, in, forScripts, isColour(), terminal);
    }

    Settings settings() {
        return new Settings(options, environment, configFile);
    }

    ClientFactory session() {
        return new ClientFactory(settings(), console());
    }

    Map<String, String> environment() {
        return environment;
    }

    @Nullable
    Path configFile() {
        return configFile;
    }

    /** Not every terminal on Windows draws them: picocli knows which. */
    private boolean isColour() {
        boolean drawn = !System.getProperty("os.name", "").startsWith("Windows") || Ansi.AUTO.enabled();
        return terminal && drawn && !plain && !environment.containsKey("NO_COLOR");
    }

    /** The help is printed before the options are read. */
    private boolean isColour(String... arguments) {
        return isColour() && !java.util.Arrays.asList(arguments).contains("--no-color");
    }

    /** Gives each sub-command the command that it is part of. */
    private record Commands(Adt adt) implements CommandLine.IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            try {
                return type.cast(type.getDeclaredConstructor(Adt.class).newInstance(adt));
            } catch (NoSuchMethodException e) {
                return CommandLine.defaultFactory().create(type);
            }
        }
    }

    /** The version of the SDK that the command is part of. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Adt.class.getPackage().getImplementationVersion();
            return new String[] {"adt " + (version == null ? "(not packaged)" : version) + ", Java " + Runtime.version()
            };
        }
    }
}
