package recipes_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// An action is what GitHub reads of action.yml.
type action struct {
	Name, Description string
	Inputs            map[string]struct{ Description, Default string }
	Outputs           map[string]struct{ Description, Value string }
	Runs              struct {
		Using string
		Steps []step
	}
}

type step struct {
	Name, ID, If, Shell, Run, Uses string
	Env, With                      map[string]string
}

func theAction(t *testing.T) action {
	t.Helper()
	var a action
	dec := yaml.NewDecoder(strings.NewReader(read(t, filepath.Join(checkout, "action.yml"))))
	if err := dec.Decode(&a); err != nil {
		t.Fatal(err)
	}
	return a
}

// TestActionForm checks what GitHub refuses or, worse, takes for an empty
// string.
func TestActionForm(t *testing.T) {
	a := theAction(t)
	if a.Name == "" || a.Description == "" || a.Runs.Using != "composite" || len(a.Runs.Steps) == 0 {
		t.Errorf("%+v", a)
	}
	var names []string
	for name, input := range a.Inputs {
		names = append(names, name)
		if input.Description == "" {
			t.Errorf("input %s has no description", name)
		}
	}
	slices.Sort(names)
	equal(t, "inputs", names, []string{"args", "level", "packages", "upload", "working-directory"})
	for _, s := range a.Runs.Steps {
		if (s.Run == "") == (s.Uses == "") || s.Run != "" && s.Shell != "bash" {
			t.Errorf("%s: a step runs something in bash, or uses an action", s.Name)
		}
		if strings.Contains(s.Run, "${{") {
			t.Errorf("%s: an expression in a script is an injection: pass it by env", s.Name)
		}
	}
	// The workflow of the docs gives inputs that exist.
	var workflow struct {
		Jobs map[string]struct {
			Permissions map[string]string
			Steps       []step
		}
	}
	if err := yaml.Unmarshal([]byte(block(t, "github-actions.md", "yaml", "jobs:")), &workflow); err != nil {
		t.Fatal(err)
	}
	for _, job := range workflow.Jobs {
		last := job.Steps[len(job.Steps)-1]
		if !strings.HasPrefix(last.Uses, "cancelcheck/cancelcheck@") || job.Permissions["security-events"] != "write" {
			t.Errorf("%+v", job)
		}
		for name := range last.With {
			if _, ok := a.Inputs[name]; !ok {
				t.Errorf("the documented workflow sets %s, which is no input", name)
			}
		}
	}
}

// A runner is as much of GitHub's as the action needs.
type runner struct {
	t       *testing.T
	values  map[string]string // of expressions
	env     []string
	output  string
	uploads []string
}

func newRunner(t *testing.T, a action, workspace string, inputs map[string]string) *runner {
	temp := t.TempDir()
	r := &runner{t: t, output: filepath.Join(temp, "output"), values: map[string]string{
		"github.action_path": checkout,
		"runner.temp":        temp,
	}}
	r.env = []string{
		"GITHUB_ACTIONS=true", "GITHUB_WORKSPACE=" + workspace, "GITHUB_OUTPUT=" + r.output,
		"GITHUB_ACTION_PATH=" + checkout, "RUNNER_TEMP=" + temp, "GITHUB_SHA=" + strings.Repeat("0", 40),
	}
	for name, input := range a.Inputs {
		r.values["inputs."+name] = input.Default
	}
	for name, value := range inputs {
		r.values["inputs."+name] = value
	}
	return r
}

var expression = regexp.MustCompile(`\$\{\{ *([\w.-]+) *\}\}`)

// expand replaces expressions, and refuses unknown ones, which GitHub takes for
// empty.
func (r *runner) expand(text string) string {
	return expression.ReplaceAllStringFunc(text, func(e string) string {
		name := expression.FindStringSubmatch(e)[1]
		value, ok := r.values[name]
		if !ok {
			r.t.Errorf("nothing is known of %s", name)
		}
		return value
	})
}

// holds evaluates the one form of condition that the action has.
func (r *runner) holds(condition string) bool {
	for part := range strings.SplitSeq(condition, " && ") {
		name, want, ok := strings.Cut(part, " == ")
		if !ok && part != "" {
			r.t.Fatalf("this runner does not know conditions like %q", part)
		}
		if ok && "'"+r.values[name]+"'" != want {
			return false
		}
	}
	return true
}

// run runs the steps until one fails, and returns how and with what output.
func (r *runner) run(a action, workspace string) (last result, failed string) {
	for _, s := range a.Runs.Steps {
		if !r.holds(s.If) {
			continue
		}
		if s.Uses != "" {
			r.uploads = append(r.uploads, s.Uses+" "+r.expand(s.With["category"])+" "+read(r.t, r.expand(s.With["sarif_file"])))
			continue
		}
		env := slices.Clone(r.env)
		for name, value := range s.Env {
			env = append(env, name+"="+r.expand(value))
		}
		now := run(r.t, workspace, env, "bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", s.Run)
		last = result{last.stdout + now.stdout, last.stderr + now.stderr, now.status}
		if data, err := os.ReadFile(r.output); err == nil {
			for line := range strings.Lines(string(data)) {
				name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
				r.values["steps."+s.ID+".outputs."+name] = value
			}
		}
		if now.status != 0 {
			return last, s.Name
		}
	}
	return last, ""
}

// TestAction runs the action's own scripts: findings are uploaded, and then
// fail the job.
func TestAction(t *testing.T) {
	a := theAction(t)
	for _, test := range []struct {
		name           string
		inputs         map[string]string
		status, upload int
		failed, file   string
	}{
		{"findings", nil, 1, 1, "Result", "top/top.go"},
		{"no upload", map[string]string{"upload": "false"}, 1, 0, "Result", ""},
		{"nothing found", map[string]string{"packages": "./low ./mid"}, 0, 1, "", ""},
		{"more flags", map[string]string{"level": "likely", "args": "-test=false -rules=ctxdead"}, 0, 1, "", ""},
		{"a folder", map[string]string{"working-directory": "sub"}, 1, 1, "Result", "sub/top/top.go"},
		{"no module", map[string]string{"working-directory": "nowhere"}, 2, 0, "Result", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			workspace := t.TempDir()
			must(t, workspace, nil, "git", "init", "-q")
			app(t, filepath.Join(workspace, test.inputs["working-directory"]))
			if test.inputs["working-directory"] == "nowhere" {
				write(t, filepath.Join(workspace, "nowhere", "go.mod"), "this is no module\n")
			}
			r := newRunner(t, a, workspace, test.inputs)
			last, failed := r.run(a, workspace)
			if failed != test.failed || last.status != test.status {
				t.Fatalf("step %q failed, exit status %d\n%s%s", failed, last.status, last.stdout, last.stderr)
			}
			if len(r.uploads) != test.upload {
				t.Fatalf("uploads: %q", r.uploads)
			}
			if test.file != "" {
				r.checkUpload(test.file)
			}
			if test.status == 1 && !strings.Contains(last.stdout, "top.go:11:2: Pause ignores ctx") {
				t.Errorf("the log does not show the finding:\n%s", last.stdout)
			}
		})
	}
}

// checkUpload finds the finding in what was uploaded, at a path relative to
// the repository: code scanning shows no other.
func (r *runner) checkUpload(file string) {
	upload := r.uploads[0]
	_, document, _ := strings.Cut(upload, "{")
	var log struct {
		Version string
		Runs    []struct {
			Results []struct {
				RuleID    string
				Locations []struct {
					PhysicalLocation struct{ ArtifactLocation struct{ URI string } }
				}
			}
		}
	}
	if err := json.Unmarshal([]byte("{"+document), &log); err != nil || log.Version != "2.1.0" || len(log.Runs) != 1 {
		r.t.Fatalf("%v\n%s", err, upload)
	}
	if !strings.HasPrefix(upload, "github/codeql-action/upload-sarif@v") {
		r.t.Errorf("uploaded by %s", upload)
	}
	for _, found := range log.Runs[0].Results {
		if uri := found.Locations[0].PhysicalLocation.ArtifactLocation.URI; uri != file {
			r.t.Errorf("%s is at %s, want %s", found.RuleID, uri, file)
		}
	}
}
