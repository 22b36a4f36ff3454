package recipes_test

import (
	"encoding/json"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const finding = "top/top.go:11:2: Pause ignores ctx: cancelling it does not end this pause (ctxsleep)"

// TestInstall runs what a user types after go install.
func TestInstall(t *testing.T) {
	dir := app(t, t.TempDir())
	script := block(t, "install.md", "sh", "go install "+module)
	install, commands, _ := strings.Cut(script, "\n")
	if install != "go install "+module+"/cmd/cancelcheck@latest" {
		t.Errorf("the first line is %q", install) // what TestMain did, for a version that is published
	}
	for _, command := range strings.Split(strings.TrimSpace(commands), "\n") {
		r := run(t, dir, nil, "bash", "-c", command)
		if r.status != 1 || !strings.Contains(r.stdout+r.stderr, finding) {
			t.Errorf("%s: exit status %d\n%s%s", command, r.status, r.stdout, r.stderr)
		}
	}
}

// TestGoTool runs the recipe for a separate modfile, and sees that the user's
// own go.mod stays as it is: plain go get -tool raises its go line to ours.
func TestGoTool(t *testing.T) {
	dir := app(t, t.TempDir())
	goMod := filepath.Join(dir, "go.mod")
	before := read(t, goMod)
	env := []string{"GOPROXY=off", "GOSUMDB=off"} // the checkout has no published version
	init, rest, _ := strings.Cut(block(t, "install.md", "sh", "-modfile="), "\n")
	must(t, dir, env, "bash", "-c", init)
	must(t, dir, env, "go", "mod", "edit", "-replace="+module+"="+checkout, "tools.mod")
	get, rest, _ := strings.Cut(rest, "\n")
	must(t, dir, env, "bash", "-c", strings.TrimSuffix(get, "@latest"))
	for _, command := range strings.Split(strings.TrimSpace(rest), "\n") {
		r := run(t, dir, env, "bash", "-c", command)
		if r.status != 1 || !strings.Contains(r.stdout+r.stderr, finding) {
			t.Errorf("%s: exit status %d\n%s%s", command, r.status, r.stdout, r.stderr)
		}
	}
	if after := read(t, goMod); after != before {
		t.Errorf("go.mod was\n%s\nand is\n%s", before, after)
	}

	// Why not without: this is what the recipe is for.
	must(t, dir, env, "go", "mod", "edit", "-replace="+module+"="+checkout)
	must(t, dir, env, "go", "get", "-tool", module+"/cmd/cancelcheck")
	if strings.Contains(read(t, goMod), "\ngo 1.24\n") {
		t.Error("go get -tool leaves the go line alone by now: the recipe can be shorter")
	}
}

// vscodeLine is how the Go extension reads a line of a tool's output. It reads
// standard error of go vet, whatever the exit status.
var vscodeLine = regexp.MustCompile(`^([^:]*: )?((.:)?[^:]*):(\d+)(:(\d+)?)?:(?:\w+:)? (.*)$`)

// TestVSCode runs the command line that the extension makes of the settings.
func TestVSCode(t *testing.T) {
	dir := app(t, t.TempDir())
	var settings struct {
		VetFlags []string `json:"go.vetFlags"`
	}
	if err := json.Unmarshal([]byte(block(t, "editors.md", "json", "go.vetFlags")), &settings); err != nil {
		t.Fatal(err)
	}
	args := []string{"vet"}
	for _, flag := range settings.VetFlags {
		args = append(args, strings.ReplaceAll(flag, "~/go/bin", bin))
	}
	r := run(t, dir, nil, "go", append(args, "./...")...)
	found := false
	for line := range strings.Lines(r.stderr) {
		line = strings.TrimSuffix(line, "\n")
		if vscodeLine.MatchString(line) == strings.HasPrefix(line, "#") {
			t.Errorf("the extension does not understand %q", line)
		}
		found = found || line == finding
	}
	if r.status != 1 || !found {
		t.Errorf("exit status %d\n%s", r.status, r.stderr)
	}
}

// TestVSCodeTask runs the task and reads its output as VS Code does.
func TestVSCodeTask(t *testing.T) {
	dir := app(t, t.TempDir())
	var tasks struct {
		Tasks []struct {
			Command        string
			ProblemMatcher struct {
				Pattern struct {
					Regexp                      string
					File, Line, Column, Message int
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(block(t, "editors.md", "json", "problemMatcher")), &tasks); err != nil {
		t.Fatal(err)
	}
	task := tasks.Tasks[0]
	p := task.ProblemMatcher.Pattern
	r := run(t, dir, nil, "bash", "-c", task.Command)
	var places []string
	for line := range strings.Lines(r.stdout) {
		if m := regexp.MustCompile(p.Regexp).FindStringSubmatch(strings.TrimSuffix(line, "\n")); m != nil {
			places = append(places, m[p.File]+":"+m[p.Line]+":"+m[p.Column]+": "+m[p.Message])
		}
	}
	if len(places) != 2 || places[0] != finding {
		t.Errorf("read %q in\n%s", places, r.stdout)
	}
}

// TestReadme types the README's commands, in a repository with findings.
func TestReadme(t *testing.T) {
	dir := app(t, t.TempDir())
	git := func(args ...string) {
		must(t, dir, nil, "git", append([]string{"-c", "user.name=a", "-c", "user.email=a@example.com"}, args...)...)
	}
	git("init", "-q")
	git("add", "-A")
	git("commit", "-q", "-m", "as it is")
	names := strings.NewReplacer("path/to/file.go:13", "top/top.go:11", "origin/main", "HEAD")
	for _, command := range []struct {
		typed  string
		status int
		says   string
	}{
		{"cancelcheck ./...", 1, finding},
		{"cancelcheck explain path/to/file.go:13", 0, "Pause ignores ctx"},
		{"cancelcheck -diff ./...", 1, "2 findings without a fix"},
		{"go vet -vettool=$(which cancelcheck) ./...", 1, finding},
		{"cancelcheck -format=sarif ./...", 1, `"ruleId": "ctxsleep"`},
		{"cancelcheck -since $(git merge-base origin/main HEAD)", 0, "no findings"},
		{"cancelcheck baseline write", 0, ""},
		{"cancelcheck baseline check", 0, ""},
	} {
		if !strings.Contains(read(t, filepath.Join(checkout, "README.md")), command.typed) {
			t.Errorf("the README does not show %s", command.typed)
		}
		r := run(t, dir, nil, "bash", "-c", names.Replace(command.typed))
		if r.status != command.status || !strings.Contains(r.stdout+r.stderr, command.says) {
			t.Errorf("%s: exit status %d\n%s%s", command.typed, r.status, r.stdout, r.stderr)
		}
	}
}
