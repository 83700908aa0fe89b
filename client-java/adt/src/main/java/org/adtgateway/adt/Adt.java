package org.adtgateway.adt;

import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.adtgateway.client.ActKind;
import org.adtgateway.client.FileType;
import org.adtgateway.client.SubmissionStatus;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Runs the {@code adt} command. */
@Command(
        name = "adt",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Adt.Version.class,
        sortOptions = false,
        description = "Submits signed ADT and Exit Quarantine files to the gateway, follows them, and checks receipts.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  adt config init                             set up address, keys and trust",
            "  adt me                                      show whether the gateway knows you",
            "  adt check ADT_2026.csv                      a dry run: names every error",
            "  adt submit ADT_2026.csv --reference SMSR-1  sign, submit, keep the receipt",
            "  adt status ADT_2026.csv --watch             until it is completed or rejected",
            "",
            "Settings come from options, then the environment (ADT_ADDRESS, ...), then the",
            "configuration file.",
            "Exit status: 0 done, 1 failed unexpectedly, 2 usage, 3 refused,",
            "  4 result unknown, 5 not reachable, 6 waiting time is over, 7 files were left,",
            "  8 a file was changed after its delivery. See README.md."
        })
public final class Adt implements Runnable {
    static final String CONFIG = "--config";

    private static final List<Class<?>> COMMANDS = List.of(
            MeCommand.class,
            CheckCommand.class,
            SignCommand.class,
            SubmitCommand.class,
            StatusCommand.class,
            ListCommand.class,
            FindCommand.class,
            CountCommand.class,
            EventsCommand.class,
            WithdrawCommand.class,
            ReceiptCommand.class,
            DownloadCommand.class,
            VerifyCommand.class,
            FormatCommand.class,
            WatchCommand.class,
            CollectCommand.class,
            ClaimCommand.class,
            ReleaseCommand.class,
            ResultsCommand.class,
            CompleteCommand.class,
            RejectCommand.class,
            KeysCommand.class,
            ConfigCommand.class,
            ShellCompletionCommand.class,
            CommandLine.HelpCommand.class,
            WarmUpCommand.class);

    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream err;
    private final InputStream in;
    private final boolean terminal;
    private final Settings settings;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Option(
            names = "--json",
            scope = ScopeType.INHERIT,
            description = "Print the result as JSON, and failures as a problem, for scripts.")
    private boolean json;

    @Option(names = "--utc", scope = ScopeType.INHERIT, description = "Times in UTC, not in the time of this machine.")
    private boolean utc;

    @Option(names = "--no-color", scope = ScopeType.INHERIT, description = "No colours, also on a terminal.")
    private boolean plain;

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            hidden = true,
            description = "Show where a failure came from.")
    private boolean debug;

    @Option(
            names = CONFIG,
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "Configuration file, instead of ADT_CONFIG or the usual one.")
    private Path configFile = Path.of("");

    private Adt(Map<String, String> environment, PrintStream out, PrintStream err, InputStream in, boolean terminal) {
        this.environment = environment;
        this.out = out;
        this.err = err;
        this.in = in;
        this.terminal = terminal;
        this.settings = new Settings(environment, () -> configFile);
    }

    /** Runs the command and exits the process with its status. */
    @SuppressWarnings("SystemConsoleNull") // from Java 22 on the launcher's property counts
    public static void main(String[] arguments) {
        String byLauncher = System.getProperty("adt.terminal");
        boolean terminal = byLauncher == null ? System.console() != null : Boolean.parseBoolean(byLauncher);
        int status = run(arguments, System.getenv(), System.out, System.err, System.in, terminal);
        System.exit(StandardOutput.isLost(System.err) && status == 0 ? ExitCode.FAILED.number() : status);
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
        adt.settings.addOptionsTo(line.getCommandSpec());
        Map<String, CommandLine.IHelpSectionRenderer> sections = new HashMap<>(line.getHelpSectionMap());
        sections.put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, Settings::optionList);
        abbreviateSynopsis(line);
        describeHelp(line.getSubcommands().get("help"));
        line.setUsageHelpWidth(terminal ? TerminalWidth.ofHelp(environment) : TerminalWidth.USUAL);
        line.setHelpSectionMap(sections);
        return line.setOut(new PrintWriter(out, true, Charset.defaultCharset()))
                .setErr(new PrintWriter(err, true, Charset.defaultCharset()))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(FileType.class, new Choices<>(FileType.values()))
                .registerConverter(SubmissionStatus.class, new Choices<>(SubmissionStatus.values()))
                .registerConverter(ActKind.class, new Choices<>(ActKind.values()))
                .setColorScheme(CommandLine.Help.defaultColorScheme(adt.ansi(arguments)))
                .setParameterExceptionHandler(new ErrorReporter(adt))
                .setExecutionExceptionHandler(new ErrorReporter(adt))
                .execute(arguments);
    }

    /** Describes the command of picocli as the others are. */
    private static void describeHelp(@Nullable CommandLine help) {
        if (help != null) {
            help.getCommandSpec()
                    .usageMessage()
                    .header(new String[0])
                    .synopsisHeading("Usage: ")
                    .description("Show the help of a command.")
                    .footer("  adt help submit");
        }
    }

    /** Leaves the options out of the first line of the help, which lists them below. */
    private static void abbreviateSynopsis(CommandLine line) {
        line.getCommandSpec().usageMessage().abbreviateSynopsis(true);
        line.getSubcommands().values().forEach(Adt::abbreviateSynopsis);
    }

    /** Selects the sub-command that was called, as it takes a while to set up all; all for help and for typing errors. */
    private static List<Class<?>> commands(String... arguments) {
        List<Class<?>> called = COMMANDS.stream()
                .filter(type -> arguments.length > 0
                        && type != ShellCompletionCommand.class
                        && type != CommandLine.HelpCommand.class
                        && type.getAnnotation(Command.class).name().equals(arguments[0]))
                .toList();
        return called.isEmpty() ? COMMANDS : called;
    }

    /** Prints the help when there is no sub-command. */
    @Override
    public void run() {
        if (spec != null) {
            spec.commandLine().usage(out);
        }
    }

    /** Runs another sub-command in this process. */
    int again(String... arguments) {
        return run(arguments, environment, out, err, in, terminal);
    }

    boolean isDebug() {
        return debug;
    }

    Console console() {
        return console(json);
    }

    Console console(boolean asJson) {
        return new Console(
                out,
                err,
                in,
                asJson,
                ansi(),
                terminal,
                utc ? ZoneOffset.UTC : ZoneId.systemDefault(),
                TerminalWidth.of(environment));
    }

    Settings settings() {
        return settings;
    }

    ClientFactory clientFactory() {
        return new ClientFactory(settings, console());
    }

    Map<String, String> environment() {
        return environment;
    }

    /** Chooses whether to use colours. Not every terminal on Windows shows them: picocli knows which. */
    private Ansi ansi() {
        boolean shown = !System.getProperty("os.name", "").startsWith("Windows") || Ansi.AUTO.enabled();
        return terminal && shown && !plain && !environment.containsKey("NO_COLOR") ? Ansi.ON : Ansi.OFF;
    }

    /** Chooses the same for the help, which is printed before the options are read. */
    private Ansi ansi(String... arguments) {
        return Arrays.asList(arguments).contains("--no-color") ? Ansi.OFF : ansi();
    }

    /** Creates each sub-command with the command that it is part of. */
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

    /** Reads the version from the manifest of the jar. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Adt.class.getPackage().getImplementationVersion();
            return new String[] {"adt " + (version == null ? "(not packaged)" : version) + ", Java " + Runtime.version()
            };
        }
    }
}
