package dev.socketley.repl;

import dev.socketley.engine.CommonOptions;
import dev.socketley.engine.RuntimeType;
import dev.socketley.engine.types.RuntimeTypes;
import java.util.stream.Collectors;

/** A shell's completion, made of the rows. */
final class Completion {
    private Completion() {}

    /** For bash: {@code source <(socketley completion)}. */
    static String bash() {
        return """
            # completion of socketley for bash: source <(socketley completion)
            _socketley() {
                local word=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]} words=
                if [ "$COMP_CWORD" -eq 1 ]; then
                    words="%s"
                else
                    case $command in
                        --lua) COMPREPLY=($(compgen -f -- "$word")); return ;;
                        help) words="%s" ;;
                        daemon|repl) words="%s" ;;
                        create) words=$(_socketley_create) ;;
                        %s)
                            words=$(socketley ls -s 2>/dev/null | cut -c11- | cut -d' ' -f1) ;;
                    esac
                    [ "$command" != edit ] || words="$words %s"
                fi
                COMPREPLY=($(compgen -W "$words" -- "$word"))
            }
            _socketley_create() {
                [ "$COMP_CWORD" -ne 2 ] || { echo "%s"; return; }
                case ${COMP_WORDS[2]} in
            %s    esac
            }
            complete -F _socketley socketley
            """.formatted(String.join(" ", Commands.names()),
                String.join(" ", Commands.names()),
                HelpCommands.flags(ProgramOptions.ALL.rows()),
                Commands.ALL.stream().filter(c -> c.kind() == Command.Kind.RUNTIMES
                    || c.kind() == Command.Kind.EDIT).map(Command::name)
                    .collect(Collectors.joining("|")),
                HelpCommands.flags(CommonOptions.ALL),
                RuntimeTypes.ALL.stream().map(RuntimeType::word).collect(Collectors.joining(" ")),
                RuntimeTypes.ALL.stream().map(Completion::typeFlags)
                    .collect(Collectors.joining()));
    }

    private static String typeFlags(RuntimeType type) {
        return "        " + type.word() + ") echo \"-s "
            + HelpCommands.flags(type.defaults().rows()) + "\" ;;\n";
    }
}
