/* The camera library of the Atlas 200 DK as its header describes it, for tests: it takes nothing that a board would not
 * take, writes down every call, and fails where it is told to. The functions that begin with `told_` are the test's.
 */
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { FAILURE = 0, SUCCESS = 1 };
enum { OPEN = 1, CLOSED = 2, DOES_NOT_EXIST = 3 };
enum { RESOLUTION = 1, FPS, FORMAT, SUPPORTED, CAPTURE_MODE, LAST_PROPERTY = 11 };

static int initialised, status[2], width, height, fps, format, mode, failing, stalled, cut, readers;
static int mistakes;
static char calls[1 << 16], first_mistake[200];
static uint8_t level;
static const int sizes[][2] = {{1920, 1080}, {1280, 720}, {704, 576}, {704, 288}, {352, 288}};

static int told(const char *call, ...) {
    char text[100];
    va_list list;
    va_start(list, call);
    vsnprintf(text, sizeof text, call, list);
    va_end(list);
    if (strlen(calls) + strlen(text) + 2 < sizeof calls) strcat(strcat(calls, text), "\n");
    return 1;
}

static int mistake(const char *what) {
    if (!mistakes++) snprintf(first_mistake, sizeof first_mistake, "%s", what);
    return FAILURE;
}

void told_reset(void) {
    width = height = fps = format = mode = failing = stalled = cut = mistakes = 0;
    status[0] = status[1] = CLOSED;
    level = 0;
    calls[0] = first_mistake[0] = 0;
}
void told_status(int id, int to) { status[id] = to; }
/* The property that cannot be set; -1: opening fails, -2: reading fails, -3: asking for the sizes fails. */
void told_failing(int what) { failing = what; }
void told_stalled(int to) { stalled = to; }
void told_cut(int bytes) { cut = bytes; }
int told_mistakes(void) { return mistakes; }
int told_open(void) { return status[0] == OPEN || status[1] == OPEN; }
int told_readers(void) { return readers; }
const char *told_first_mistake(void) { return first_mistake; }
const char *told_calls(void) { return calls; }

int MediaLibInit(void) {
    told("init");
    if (initialised) return mistake("initialised twice");
    initialised = 1;
    return SUCCESS;
}

int QueryCameraStatus(int id) {
    told("status %d", id);
    if (!initialised) return mistake("status before init");
    return id == 0 || id == 1 ? status[id] : DOES_NOT_EXIST;
}

int OpenCamera(int id) {
    told("open %d", id);
    if (!initialised || id < 0 || id > 1) return mistake("open of what is not there");
    if (status[id] == OPEN) return mistake("opened twice");
    if (status[id] != CLOSED || failing == -1) return FAILURE;
    status[id] = OPEN;
    return SUCCESS;
}

int SetCameraProperty(int id, int property, const void *value) {
    const int *numbers = value;
    told("set %d %d %d", id, property, value ? numbers[0] : -1);
    if (status[id] != OPEN) return mistake("a property set before opening");
    if (!value || property < 1 || property > LAST_PROPERTY || property == SUPPORTED) return mistake("no such property");
    if (failing == property) return FAILURE;
    if (property == FPS && (numbers[0] < 1 || numbers[0] > 20)) return mistake("a rate out of range");
    if (property == FORMAT && numbers[0] != 1) return mistake("an unknown format");
    if (property == CAPTURE_MODE && numbers[0] != 1 && numbers[0] != 2) return mistake("an unknown way of reading");
    if (property == FPS) fps = numbers[0];
    if (property == FORMAT) format = numbers[0];
    if (property == CAPTURE_MODE) mode = numbers[0];
    if (property == RESOLUTION) {
        for (unsigned i = 0; i < sizeof sizes / sizeof *sizes; i++)
            if (sizes[i][0] == numbers[0] && sizes[i][1] == numbers[1]) {
                width = numbers[0], height = numbers[1];
                return SUCCESS;
            }
        return mistake("an unknown size");
    }
    return SUCCESS;
}

int GetCameraProperty(int id, int property, void *value) {
    told("get %d %d", id, property);
    if (status[id] != OPEN || !value) return mistake("a property asked for before opening");
    if (property != SUPPORTED || failing == -3) return FAILURE;
    memset(value, 0, 25 * 2 * sizeof(int));
    memcpy(value, sizes, sizeof sizes);
    return SUCCESS;
}

int ReadFrameFromCamera(int id, void *data, int *size) {
    if (status[id] != OPEN || mode != 1 || !width || !fps) return mistake("a read before all is set");
    int room = width * height * 3 / 2;
    if (!data || !size || *size < room) return mistake("too little room for a frame");
    if (__atomic_add_fetch(&readers, 1, __ATOMIC_SEQ_CST) > 1) mistake("two readers at a time");
    do usleep(1000000 / fps / 4);
    while (stalled);
    __atomic_sub_fetch(&readers, 1, __ATOMIC_SEQ_CST);
    if (failing == -2) return FAILURE;
    memset(data, level++, width * height);
    ((uint8_t *)data)[width + 1] = 200; /* second row, second column */
    memset((uint8_t *)data + width * height, 77, room - width * height);
    *size = room - cut;
    return SUCCESS;
}

int CloseCamera(int id) {
    told("close %d", id);
    if (status[id] != OPEN) return mistake("closed what is not open");
    if (readers) mistake("closed while reading");
    status[id] = CLOSED;
    mode = 0;
    return SUCCESS;
}
