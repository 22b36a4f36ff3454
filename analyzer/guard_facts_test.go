package analyzer_test

import (
	"bytes"
	"encoding/gob"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/analyzer"
)

// reachable returns the analyzers and all that they require.
func reachable(list []*analysis.Analyzer) []*analysis.Analyzer {
	seen := map[*analysis.Analyzer]bool{}
	var all []*analysis.Analyzer
	var visit func([]*analysis.Analyzer)
	visit = func(list []*analysis.Analyzer) {
		for _, a := range list {
			if !seen[a] {
				seen[a] = true
				all = append(all, a)
				visit(a.Requires)
			}
		}
	}
	visit(list)
	return all
}

// A second analyzer with facts (ctrlflow and buildssa have some) would make
// drivers analyse every dependency from source.
func TestOneAnalyzerHasFacts(t *testing.T) {
	for _, a := range reachable(analyzer.All) {
		if has := len(a.FactTypes) > 0; has != (a == analyzer.Facts) {
			t.Errorf("%s: has facts: %v", a.Name, has)
		}
	}
}

// Facts are part of every driver's cache keys, so they encode to the same
// bytes twice, in this process and in others.
func TestFactBytes(t *testing.T) {
	if os.Getenv("CANCELCHECK_PRINT_FACTS") != "" {
		fmt.Printf("facts:%s\n", hex.EncodeToString(encodeFacts(t)))
		return
	}
	here := encodeFacts(t)
	if again := encodeFacts(t); !bytes.Equal(here, again) {
		t.Error("two encodings in one process differ")
	}
	first, second := factsElsewhere(t), factsElsewhere(t)
	if first != second {
		t.Error("the encodings of two processes differ")
	}
}

func factsElsewhere(t *testing.T) string {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, "-test.run=^TestFactBytes$")
	cmd.Env = append(os.Environ(), "CANCELCHECK_PRINT_FACTS=1")
	out, err := cmd.CombinedOutput()
	_, facts, ok := strings.Cut(string(out), "facts:")
	if err != nil || !ok {
		t.Fatalf("%v\n%s", err, out)
	}
	facts, _, _ = strings.Cut(facts, "\n")
	return facts
}

func encodeFacts(t *testing.T) []byte {
	t.Helper()
	var buf bytes.Buffer
	for _, fact := range analyzer.Facts.FactTypes {
		v := reflect.New(reflect.TypeOf(fact).Elem())
		fill(t, v.Elem(), v.Elem().Type().String())
		if err := gob.NewEncoder(&buf).EncodeValue(v); err != nil {
			t.Fatal(err)
		}
		back := reflect.New(v.Elem().Type())
		if err := gob.NewDecoder(bytes.NewReader(buf.Bytes())).DecodeValue(back); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(back.Interface(), v.Interface()) {
			t.Errorf("%T: encoded and decoded, %v is %v", fact, v, back)
		}
		if s, ok := v.Interface().(fmt.Stringer); !ok || strings.ContainsAny(s.String(), "\n") || s.String() == "" {
			t.Errorf("%T: a fact prints in one line, so that a test can want it", fact)
		}
	}
	return buf.Bytes()
}

// fill sets everything in v, and refuses what gob drops or orders at random.
func fill(t *testing.T, v reflect.Value, path string) {
	t.Helper()
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			field := v.Type().Field(i)
			if !field.IsExported() {
				t.Errorf("%s.%s: gob drops unexported fields", path, field.Name)
				continue
			}
			fill(t, v.Field(i), path+"."+field.Name)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fill(t, v.Index(i), path+"[]")
		}
	case reflect.Array:
		for i := range v.Len() {
			fill(t, v.Index(i), path+"[]")
		}
	case reflect.Bool:
		v.SetBool(true)
	case reflect.String:
		v.SetString("x")
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(1)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(1)
	default:
		t.Errorf("%s: a %v has no place in a fact: small, fixed, exported fields", path, v.Kind())
	}
}
