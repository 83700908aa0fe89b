package org.adtgateway.adt;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "completion",
        description = "Print a script that makes bash or zsh complete the command.",
        footerHeading = "%nExample:%n",
        footer = "  source <(adt completion)")
final class ShellCompletionCommand implements Callable<Integer> {
    private final Adt adt;

    @Spec
    private @Nullable CommandSpec spec;

    ShellCompletionCommand(Adt adt) {
        this.adt = adt;
    }

    @Override
    public Integer call() {
        if (spec != null) {
            adt.console().line(AutoComplete.bash("adt", spec.root().commandLine()));
        }
        return ExitCode.DONE.number();
    }
}
