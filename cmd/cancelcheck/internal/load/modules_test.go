package load

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestModulesBelow(t *testing.T) {
	dir := t.TempDir()
	require.Empty(t, modulesBelow(dir))
	for _, name := range []string{"b/deep", "a", "a/vendor/x", ".hidden", "a/testdata/y"} {
		require.NoError(t, os.MkdirAll(filepath.Join(dir, name), 0o777))
		require.NoError(t, os.WriteFile(filepath.Join(dir, name, "go.mod"), nil, 0o666))
	}
	require.Equal(t, "; modules below: a, b/deep (-C a analyses one, a go.work file joins them)", modulesBelow(dir))
	for i := range maxModules {
		name := filepath.Join(dir, fmt.Sprintf("c%02d", i))
		require.NoError(t, os.MkdirAll(name, 0o777))
		require.NoError(t, os.WriteFile(filepath.Join(name, "go.mod"), nil, 0o666))
	}
	require.Contains(t, modulesBelow(dir), "c07, … (-C a")
}
