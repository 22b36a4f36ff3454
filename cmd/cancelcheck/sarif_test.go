package main_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
)

// The validator is a dependency of the tests of this module, and not of a
// module of its own: who installs or imports us reads one more line of go.mod
// and downloads nothing.

// schema is the official one; see the notice beside it.
func schema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	s, err := jsonschema.NewCompiler().Compile("testdata/sarif/sarif-schema-2.1.0.json")
	require.NoError(t, err)
	return s
}

func validate(t *testing.T, s *jsonschema.Schema, log string) {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(log))
	require.NoError(t, err, log)
	require.NoError(t, s.Validate(value))
}

func TestSARIFSchemaRefuses(t *testing.T) {
	s := schema(t)
	for _, log := range []string{`{}`, `{"version": "2.1.0"}`, `{"version": "2.1.0", "runs": [{}]}`} {
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(log))
		require.NoError(t, err)
		require.Error(t, s.Validate(value), log)
	}
}

// TestSARIF validates what the built binary writes: for a module with findings
// in tests and across packages, for broken code, for odd names, and for none.
func TestSARIF(t *testing.T) {
	s := schema(t)
	archive, err := txtar.ParseFile("testdata/agree.txtar")
	require.NoError(t, err)
	dir := t.TempDir()
	require.NoError(t, txtar.Write(archive, dir))
	module, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	require.NoError(t, err)
	for name, text := range map[string]string{
		"odd/a b,c#d%e?é.go": "package odd\n\nimport (\n\t\"context\"\n\t\"time\"\n)\n\nfunc F(ctx context.Context) {\n\t_ = \"😀\"; time.Sleep(5 * time.Second)\n}\n",
		"broken/broken.go":   "package broken\n\nvar x = missing\n",
	} {
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o777))
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666))
	}
	log, stderr := tool(t, dir, binary, "-cache=off", "-format=sarif", "-level=likely")
	validate(t, s, log)
	var got sarifLog
	require.NoError(t, json.Unmarshal([]byte(log), &got), stderr)
	run := got.Runs[0]
	require.Len(t, run.Invocations[0].ToolExecutionNotifications, 1)
	stdout, _ := tool(t, dir, binary, "-cache=off", "-json", "-level=likely")
	require.Equal(t, strings.Count(stdout, `"rule": "`), len(run.Results), "as many findings as in JSON: module %s", module)
	seen := map[string]bool{}
	for _, r := range run.Results {
		require.Equal(t, r.RuleID, run.Tool.Driver.Rules[r.RuleIndex].ID)
		require.Contains(t, []string{"error", "note"}, r.Level)
		require.NotEmpty(t, r.PartialFingerprints["primaryLocationLineHash"])
		id := r.PartialFingerprints["cancelcheck/v1"]
		require.False(t, seen[id], "fingerprints are unique")
		seen[id] = true
		region := r.Locations[0].PhysicalLocation.Region
		require.NotEmpty(t, region.Snippet.Text)
		for _, flow := range r.CodeFlows {
			steps := flow.ThreadFlows[0].Locations
			require.Len(t, steps, len(r.RelatedLocations)+1)
			require.Equal(t, region, steps[len(steps)-1].Location.PhysicalLocation.Region, "the finding is the end")
		}
	}
	require.Contains(t, log, `"uri": "odd/a%20b,c%23d%25e%3F%C3%A9.go"`)
	require.Contains(t, log, `"startColumn": 12,`, "UTF-16 units: one for each quote, two for the face")

	log, _ = tool(t, dir, binary, "-cache=off", "-format=sarif", "./odd", "-rules=ctxbreak")
	validate(t, s, log)
	require.NotContains(t, log, `"ctxsleep"`)
}

type sarifLog struct {
	Runs []struct {
		Tool struct {
			Driver struct {
				Rules []struct{ ID string }
			}
		}
		Invocations []struct {
			ToolExecutionNotifications []any
		}
		Results []struct {
			RuleID, Level       string
			RuleIndex           int
			PartialFingerprints map[string]string
			Locations           []sarifLocation
			RelatedLocations    []sarifLocation
			CodeFlows           []struct {
				ThreadFlows []struct {
					Locations []struct{ Location sarifLocation }
				}
			}
		}
	}
}

type sarifLocation struct {
	PhysicalLocation struct {
		Region struct {
			StartLine, StartColumn, EndLine, EndColumn int
			Snippet                                    struct{ Text string }
		}
	}
}
