# Headers as Doxygen wants them: `// …` above a name and behind it becomes that name's documentation, and stands in
# the same line, so that warnings name the right one. A paragraph (lines up to an empty one) that begins with a
# comment is documented by it as a whole, as the sources mean it; what the language gives (= default, = delete,
# destructors, namespaces) needs none.
FNR == 1 { print "/** \\file */"; heading = 1; next }
{ sub(/::inline HEED_PRECISION/, "") }
/^#/ { heading = 0; last = ""; print; next }
/^ *$/ { heading = documented = column = 0; last = ""; print; next }
/^ *\/\// {
  if (heading) { print; next }
  gsub(/[\\@<]/, "\\\\&") # no commands
  sub(/\/\//, index($0, "//") == column ? "///<" : "///") # goes on with what stands behind the line above
  print
  documented = commented = 1
  next
}
{
  starts = last == "" || last ~ /[;{}:]$/ # a declaration; else the rest of one
  code = $0
  column = sub(/ +\/\/ .*$/, "", code) ? index($0, "// ") : 0
  said = column ? substr($0, column + 3) : ""
  gsub(/[\\@<]/, "\\\\&", said)
  last = code
  if (starts && code ~ /^ *[A-Za-z_:<>0-9]+ [^(]*, [^(]*;$/ && code !~ /<[^>]*,/) { # int64_t n, m;
    type = code
    sub(/^ */, "", type)
    sub(/ .*/, "", type)
    gsub(/, /, "; /** See above. */ " type " ", code)
  }
  if (code ~ /^ *}/)
    ;
  else if (said != "")
    code = starts ? "/** " said " */ " code : code " ///< " said
  else if (starts && !commented && (documented || code ~ /= (delete|default);|~|^namespace/))
    code = "/** See above. */ " code
  print code
  commented = 0
}
