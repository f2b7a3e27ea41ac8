/**
 * The completion script of each shell. It runs `convspec complete -- WORDS`, which prints one line per candidate (the word,
 * a tab and a description), and the line `:files` if file names are possible too.
 */
export const completionScripts = {
  bash: `_convspec_complete() {
  local line files=0
  COMPREPLY=()
  while IFS= read -r line; do
    if [ "$line" = ":files" ]; then files=1; else COMPREPLY+=("\${line%%$'\\t'*}"); fi
  done < <(convspec complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  if [ "$files" = 1 ]; then compopt -o default; fi
  if [ "\${#COMPREPLY[@]}" = 1 ] && [ "\${COMPREPLY[0]: -1}" = "=" ]; then compopt -o nospace; fi
}
complete -F _convspec_complete convspec
`,
  zsh: `#compdef convspec
_convspec() {
  local line files=0
  local -a found
  for line in "\${(@f)$(convspec complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    if [[ "$line" == ":files" ]]; then files=1
    elif [[ -n "$line" ]]; then found+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}"); fi
  done
  if (( files )); then _files; fi
  if (( $#found )); then _describe -V 'convspec' found; fi
}
if [ "$funcstack[1]" = "_convspec" ]; then _convspec "$@"; else compdef _convspec convspec; fi
`,
  fish: `function __convspec_complete
  set -l words (commandline -opc) (commandline -ct)
  for line in (convspec complete -- $words[2..-1] 2>/dev/null)
    if test "$line" = ":files"
      __fish_complete_path (commandline -ct)
    else
      echo $line
    end
  end
end
complete -c convspec -f -a '(__convspec_complete)'
`,
  powershell: `Register-ArgumentCompleter -Native -CommandName convspec -ScriptBlock {
  param($word, $ast, $position)
  $words = @($ast.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
  if ($word -eq '') { $words += '""' }
  convspec complete -- @words 2>$null | Where-Object { $_ -ne ':files' } | ForEach-Object {
    $value, $about = $_ -split "\`t", 2
    if (-not $about) { $about = $value }
    [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $about)
  }
}
`,
} as const;

export const shells = [
  'bash',
  'zsh',
  'fish',
  'powershell',
] as const satisfies (keyof typeof completionScripts)[];
