# What an interactive zsh makes of words and a tab: ask.zsh FOLDER-OF-_conformance WORDS; prints the line as it stands then.
zmodload zsh/zpty
zpty shell "PS1= zsh -f -i"
zpty -w shell "fpath=($1 \$fpath); unsetopt zle_bracketed_paste; autoload -Uz compinit; compinit -u -D; PS1=; show() { print -r -- \"<\$BUFFER>\"; BUFFER=; }; zle -N show; bindkey '^X' show; LISTMAX=0; print ready-\$((1))"
zpty -r shell got '*ready-1*'
zpty -n -w shell "$2"$'\t'$'\x18'
zpty -r shell got '*<*>*'
got=${got##*<}
print -r -- ${got%%>*}
zpty -d shell
