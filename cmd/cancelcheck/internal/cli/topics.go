package cli

// topics are what help explains besides rules.
var topics = map[string]string{"baseline": baselineTopic, "formats": formatsTopic, "map": mapTopic, "since": sinceTopic}

const formatsTopic = `-format=FORM says how findings are printed, on stdout:

	text        for a person: the place, the source, the chain of places behind it
	json        everything, for programs; the same as -json
	sarif       SARIF 2.1.0, for GitHub code scanning and viewers in editors
	github      annotations beside the lines of a pull request, from GitHub Actions
	checkstyle  Checkstyle's XML, for Jenkins, Sonar and others
	rdjsonl     reviewdog's lines, with the fixes as suggestions

The summary and errors go to stderr and the exit status is the same in all of
them: 0 nothing found, 1 findings, 2 not everything could be analysed. The same
findings are the same bytes, remembered or not.

How sure a finding is: certain is an error in all forms; likely is a note in
sarif, a notice in github, info in the others. Errors of the analysis that have
a place are findings of their own in github, checkstyle and rdjsonl; in sarif
they are notifications of the invocation, and in json a list.

What file names start from: text, the directory that the command runs in (-C);
json, the file's module; sarif and github, the root of the repository, which is
the nearest folder with .git, or else of the workspace or module; checkstyle and
rdjsonl, the directory that the command was started in, whatever -C says.

Columns count bytes; in sarif UTF-16 units, and it says so.
`

const baselineTopic = `A baseline is a file of findings that a project lives with for now.

	cancelcheck baseline write [flags] [packages]
	cancelcheck baseline check [flags] [packages]

The first write makes the file. Later ones remove from it what is fixed, and
report what is new instead of taking it in: a baseline only shrinks. -grow takes
it in after all. check reports the findings that are not in the baseline, and
the entries that have no finding any more: these must be removed, or a defect
could come back unseen. Both are exit status 1.

	-file name    the baseline, ` + BaselineFile + ` by default,
	              from the directory that the command runs in (-C)
	-grow         write: take in what is new

All other flags are those of cancelcheck, -format and, for check, -since among
them; -fix and -diff are not.

An entry is a rule, a package, the function or other declaration around the
finding, its level, its text without comments and layout, and how many such
there are. Lines may move, files be renamed within their package, and gofmt run.
Of several that are alike, the last are taken for the new ones, with -since
those that were changed.

What a run could not have found it does not call fixed: other packages, rules,
levels, packages with errors, and declarations in files for other systems, tags
or, with -test=false, tests. Of settings of the model (-lifetime.deps and the
like) it knows nothing: check with those that the file was written with.
`

const sinceTopic = `-since=REVISION reports only findings in lines that were changed since a git
revision, and findings that come from such a line: the places of their chains
count. Everything is analysed all the same, and remembered.

Changed is what git diff REVISION shows, staged or not, and all of every file
that is neither tracked nor ignored. A line that was removed is no place for a
finding: what its removal leads to is reported only in lines that were changed.

	cancelcheck -since HEAD                                   before a commit
	cancelcheck -since $(git merge-base origin/main HEAD)     a branch

It can go with -fix, -diff, -format and baseline check. Without git, outside of
a repository and for an unknown revision the exit status is 2.
`
